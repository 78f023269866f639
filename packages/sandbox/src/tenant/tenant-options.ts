import { refuseUnknown } from "../errors/refuse-unknown.js";

/** What a further tenant may be given. */
export interface TenantOptions {
  /** Makes its ids repeat from run to run. @defaultValue the sandbox's own series */
  seed?: string;
}

/** @internal @throws A {@link SandboxError} `option_invalid`. */
export const checkTenantOptions = (options: TenantOptions | undefined): void =>
  refuseUnknown<TenantOptions>("tenant", options, { seed: true });
