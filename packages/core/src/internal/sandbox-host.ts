import { isIPv4 } from "node:net";

/** What the sandbox's API keys and webhook tokens begin with. Sendo's own do not. */
export const SANDBOX_PREFIX = "sandbox_";

/** Whether a URL's host can only be this machine. Names other than `localhost` are not looked up, so they count as remote. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

/**
 * Whether the API at this host can be a sandbox, so that keys and tokens that begin with {@link SANDBOX_PREFIX} can be used with it.
 *
 * @param hostname - As in `URL.hostname`.
 * @param optedIn - Further hosts that the developer has named.
 */
export function isSandboxHost(hostname: string, optedIn: readonly string[] = []): boolean {
  return isLoopbackHost(hostname) || optedIn.includes(hostname);
}
