// An address in 127.0.0.0/8, as written in a URL.
const LOOPBACK_IPV4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/**
 * Whether it is certain that a URL's host is local. Host names are not resolved: any name except `localhost` and its subdomains
 * counts as remote.
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    LOOPBACK_IPV4.test(hostname)
  );
}
