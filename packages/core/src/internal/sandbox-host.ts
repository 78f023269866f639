import { isLoopbackHost } from "./is-loopback-host.js";

/** What the sandbox's API keys and webhook tokens begin with. Sendo's own do not. */
export const SANDBOX_PREFIX = "sandbox_";

/**
 * Whether the API at this host can be a sandbox, so that keys and tokens that begin with {@link SANDBOX_PREFIX} can be used with it.
 *
 * @param hostname - As in `URL.hostname`.
 * @param optedIn - Further hosts that the developer has named.
 */
export function isSandboxHost(hostname: string, optedIn: readonly string[] = []): boolean {
  return isLoopbackHost(hostname) || optedIn.includes(hostname);
}
