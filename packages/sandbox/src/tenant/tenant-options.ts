import { checkOptionNames } from "@sendo/core/adapter";

/** What a further tenant may be given. */
export interface TenantOptions {
  /** Makes its ids repeat from run to run. @defaultValue the sandbox's own series */
  seed?: string | undefined;
}

/** @internal @throws A {@link SendoConfigError} `config_option_invalid`. */
export const checkTenantOptions = (options: TenantOptions = {}): void =>
  checkOptionNames<TenantOptions>("tenant", options, { seed: true });
