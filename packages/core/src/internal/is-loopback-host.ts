// As a URL writes it; 127.0.0.0/8 is this machine.
const LOOPBACK_IPV4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** Whether a URL's host can only be local. Other names than `localhost` and those below it are not looked up, so they count as remote. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    hostname === "::1" ||
    LOOPBACK_IPV4.test(hostname)
  );
}
