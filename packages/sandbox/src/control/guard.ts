import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Why a request to the control API may not pass. */
export interface GuardRejection {
  readonly httpStatus: number;
  readonly error: string;
}

/**
 * Whether a request comes from this machine and its own page. A web page that somebody has open must not be able to steer the sandbox:
 * neither by a name that it points to this machine (Host), nor from its own origin (Origin).
 */
export function guardOrigin(request: IncomingMessage): GuardRejection | undefined {
  const { host = "", origin } = request.headers;
  // Node takes the first of several, and somebody in front might have looked at another.
  const isOnlyOne = request.headersDistinct["host"]?.length === 1;
  if (!isOnlyOne || !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host)) {
    return { httpStatus: 403, error: "The Host header must name this machine: localhost, 127.0.0.1 or [::1]." };
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return { httpStatus: 403, error: "Other origins may not use the control API." };
  }
  return undefined;
}

/**
 * Whether a request to the control API may pass: besides {@link guardOrigin}, not with the kind of request that a browser
 * sends without asking (content type), nor without the token of this run.
 */
export function guard(request: IncomingMessage, tokenDigest: Buffer): GuardRejection | undefined {
  const rejection = guardOrigin(request);
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
