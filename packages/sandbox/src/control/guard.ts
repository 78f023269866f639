import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Rejection of a request to the control API. */
export interface GuardRejection {
  readonly httpStatus: number;
  readonly error: string;
}

/**
 * Checks that a request comes from the sandbox's own page or from a non-browser client. A web page from another site
 * must not be able to control the sandbox. A site can make its own host name resolve to the local machine. The `Host` header
 * reveals requests from such a site, and the `Origin` header reveals requests from any other site.
 *
 * @param allowHosts - Allowed hosts in lowercase, without brackets.
 */
export function guardOrigin(request: IncomingMessage, allowHosts: readonly string[]): GuardRejection | undefined {
  const { host = "", origin } = request.headers;
  // If there are several Host headers, Node uses the first, but a proxy may have checked a different one.
  const isOnlyOne = request.headersDistinct["host"]?.length === 1;
  const name = hostnameOf(host);
  if (!isOnlyOne || name === undefined || !(isLocalName(name) || allowHosts.includes(name))) {
    const error = "The host in the Host header is not allowed. Start the sandbox with --allow-host and this host name.";
    return { httpStatus: 403, error };
  }
  if (origin === undefined) return undefined;
  const [, scheme, from = ""] = /^(https?):\/\/(.+)$/i.exec(origin) ?? [];
  // A proxy that terminates TLS or forwards a port can change the scheme, the port or the Host header. The origin's host
  // name stays the same, so it is compared with `allowHosts`.
  const isOwn = scheme !== undefined && from.toLowerCase() === host.toLowerCase();
  if (isOwn || allowHosts.includes(hostnameOf(from) ?? "")) return undefined;
  return {
    httpStatus: 403,
    error:
      "Other origins are not allowed to use the control API. If the page is yours, allow its host with --allow-host.",
  };
}

/** Returns the host name from a Host header, without brackets. */
function hostnameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

function isLocalName(name: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|::1)$/.test(name);
}

/**
 * Checks a request to the control API. Runs {@link guardOrigin} and requires the token. Requests other than GET also
 * need a content type that a browser does not send without a preflight request.
 */
export function guard(
  request: IncomingMessage,
  tokenDigest: Buffer,
  allowHosts: readonly string[],
): GuardRejection | undefined {
  const rejection = guardOrigin(request, allowHosts);
  if (rejection !== undefined) return rejection;
  const { "content-type": contentType = "", "x-sandbox-token": token } = request.headers;
  if (typeof token !== "string" || !timingSafeEqual(digest(token), tokenDigest)) {
    return {
      httpStatus: 401,
      error:
        "X-Sandbox-Token is missing or wrong. Each start creates a new token, unless --state-dir is set. Use the token or page address " +
        "from the sandbox's most recent output.",
    };
  }
  if (request.method !== "GET" && !/^application\/json\s*(?:;|$)/i.test(contentType)) {
    return { httpStatus: 415, error: "Content-Type must be application/json." };
  }
  return undefined;
}

/** Both tokens are hashed. The digests have the same length, so the comparison time reveals nothing about the token. */
export function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
