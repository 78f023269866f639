import type { HttpReply } from "../http/http.js";

/**
 * A failure in the form that Sendo documents: an HTTP error status, and a JSON body whose `error` is one string. The strings
 * themselves are not documented, so nobody should compare them.
 *
 * @param httpStatus - The status, 400 to 599.
 * @param text - What went wrong. Never put a key, a number or a message body into it.
 * @param headers - Added to the reply; names in lower case.
 *
 * @example
 * ```ts
 * apiError(404, "No such message").body; // {"error":"No such message"}
 * ```
 */
export function apiError(httpStatus: number, text: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return {
    httpStatus,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify({ error: text }),
  };
}
