import { isLoopbackHost } from "./is-loopback-host.js";

/** What the sandbox's API keys and webhook tokens begin with. Sendo's own do not. */
export const SANDBOX_PREFIX = "sandbox_";

/** Whether the API at this host can be a sandbox, so that keys and tokens that begin with {@link SANDBOX_PREFIX} can be used with it. */
export function isSandboxHost(hostname: string, named: string | undefined): boolean {
  return isLoopbackHost(hostname) || isNamedSandbox(hostname, named);
}

/**
 * Whether the developer has named this host as a sandbox, so that only a sandbox's keys can be used with it.
 *
 * @param hostname - As in `URL.hostname`.
 * @param named - The value of SENDO_SANDBOX_HOST: exactly one host, without a port.
 */
export function isNamedSandbox(hostname: string, named: string | undefined): boolean {
  const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, "");
  return named !== undefined && bare(named) === bare(hostname) && !isLoopbackHost(hostname);
}
