import type { HttpReply } from "../http/http.js";

/**
 * Creates an error response in Sendo's documented format: an HTTP error status, and a JSON body whose `error` is a string. The
 * wording is not documented, so do not compare against it.
 *
 * @param httpStatus - HTTP status, 400 to 599.
 * @param message - Description of the error. It must not contain a key, phone number or message body.
 * @param headers - Additional response headers with lowercase names.
 *
 * @example
 * ```ts
 * apiError(404, "No such message").body; // {"error":"No such message"}
 * ```
 */
export function apiError(
  httpStatus: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  return {
    httpStatus,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ error: message }),
  };
}
