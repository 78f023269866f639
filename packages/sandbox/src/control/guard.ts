import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request to the control API may not pass. */
export interface GuardRejection {
  readonly httpStatus: number;
  readonly error: string;
}

/**
 * Whether a request comes from the sandbox's own page or from a program. A web page that somebody has open must not be able to steer the
 * sandbox: neither by a name that it points to this machine (Host), nor from its own origin (Origin).
 *
 * @param allowHosts - Hosts that the developer has named, in lower case and without brackets.
 */
export function guardOrigin(request: IncomingMessage, allowHosts: readonly string[]): GuardRejection | undefined {
  const { host = "", origin } = request.headers;
  // Node takes the first of several, and a proxy may have looked at another.
  const isOnlyOne = request.headersDistinct["host"]?.length === 1;
  const name = hostnameOf(host);
  if (!isOnlyOne || name === undefined || !(isLocalName(name) || allowHosts.includes(name))) {
    const error =
      "The Host header names a host that the sandbox does not know. Start the sandbox with --allow-host and that name.";
    return { httpStatus: 403, error };
  }
  if (origin === undefined) return undefined;
  const [, scheme, from = ""] = /^(https?):\/\/(.+)$/i.exec(origin) ?? [];
  // A proxy that ends TLS, or forwards a port, changes scheme, port or Host, but not the name that the developer allowed.
  const isOwn = scheme !== undefined && from.toLowerCase() === host.toLowerCase();
  if (isOwn || allowHosts.includes(hostnameOf(from) ?? "")) return undefined;
  return {
    httpStatus: 403,
    error: "Other origins may not use the control API. Name the page's host with --allow-host if it is yours.",
  };
}

/** The name in a Host header, without brackets. */
function hostnameOf(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

function isLocalName(name: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|::1)$/.test(name);
}

/**
 * Whether a request to the control API may pass: besides {@link guardOrigin}, not with the kind of request that a browser
 * sends without asking (content type), nor without the token of this run.
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
        "X-Sandbox-Token is missing or wrong. Each start of the sandbox makes a new token, unless --state-dir keeps it. Use the token, or " +
        "open the page's address, that the sandbox printed last.",
    };
  }
  if (request.method !== "GET" && !/^application\/json\s*(?:;|$)/i.test(contentType)) {
    return { httpStatus: 415, error: "Content-Type must be application/json." };
  }
  return undefined;
}

/** SHA-256: equal lengths, so that a comparison tells nothing about the token's. */
export function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
