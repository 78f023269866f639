import { checkOptionNames, unusableOption } from "@sendo/core/adapter";

/** Options for an additional tenant. */
export interface TenantOptions {
  /** Seed that makes the tenant's ids the same in every run. @defaultValue derived from the sandbox's seed */
  seed?: string | undefined;
}

/** @internal @throws A {@link SendoConfigError} with code `config_option_invalid`. */
export function checkTenantOptions(options: TenantOptions = {}): void {
  checkOptionNames<TenantOptions>("tenant", options, { seed: true });
  const { seed } = options;
  if (seed !== undefined && typeof seed !== "string") throw unusableOption("tenant", "seed", "a string", seed);
}
