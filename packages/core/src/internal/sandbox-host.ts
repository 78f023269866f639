import { isLoopbackHost } from "./is-loopback-host.js";

/** Prefix for the sandbox's API keys and webhook tokens. Sendo's own keys and tokens do not have this prefix. */
export const SANDBOX_PREFIX = "sandbox_";

/** Whether the API at this host could be a sandbox. If so, keys and tokens with {@link SANDBOX_PREFIX} are accepted. */
export function isSandboxHost(hostname: string, named: string | undefined): boolean {
  return isLoopbackHost(hostname) || isNamedSandbox(hostname, named);
}

/**
 * Whether the developer has configured this host as a sandbox. If so, only sandbox keys are accepted.
 *
 * @param hostname - As in `URL.hostname`.
 * @param named - The value of `SENDO_SANDBOX_HOST`: exactly one host, without a port.
 */
export function isNamedSandbox(hostname: string, named: string | undefined): boolean {
  const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, "");
  return named !== undefined && bare(named) === bare(hostname) && !isLoopbackHost(hostname);
}
