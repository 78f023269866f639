import { isIPv4 } from "node:net";

/** Whether a URL's host can only be local. Other names than `localhost` and those below it are not looked up, so they count as remote. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    (isIPv4(hostname) && hostname.startsWith("127."))
  );
}
