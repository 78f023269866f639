import type { IncomingMessage } from "node:http";
import { BodyTooLargeError, type HttpRequestLike } from "./http.js";
import { readNodeBody } from "./read-node-body.js";

/**
 * Converts a Node request to the form that the webhook receiver expects.
 *
 * The stream's state shows whether a parser has read the body. The value of `body` cannot show this, because
 * Express 4's parsers set it to an empty object even if they did not read the request.
 *
 * @param body - The framework's `body`: a parsed value, a string, bytes, or `undefined`.
 */
export function toHttpRequest(request: IncomingMessage, body: unknown): HttpRequestLike {
  const { method = "GET", headers } = request;
  // Mocked requests in unit tests have only a body, so their stream state is `undefined`.
  if (request.readableDidRead !== false) return { method, headers, body };
  return {
    method,
    headers,
    readBody: async (maxBytes) => {
      // Check the declared length before reading any bytes.
      if (Number(headers["content-length"]) > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
      return readNodeBody(request, maxBytes);
    },
  };
}
