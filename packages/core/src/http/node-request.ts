import type { IncomingMessage } from "node:http";
import { BodyTooLargeError, type HttpRequestLike } from "./http.js";
import { readNodeBody } from "./read-node-body.js";

/**
 * A Node request as the webhook receiver takes it, with the body in the state that the host left it.
 *
 * Whether a parser ran is read off the stream and not off `body`: Express 4's parsers leave an empty object behind on
 * requests they did not read (another content type), and that must not be taken for an event.
 *
 * @param body - What the host put on its request: parsed value, string, bytes, or nothing.
 */
export function toHttpRequest(request: IncomingMessage, body: unknown): HttpRequestLike {
  const { method = "GET", headers } = request;
  // `undefined` on hand-made requests of unit tests: there the body is all there is.
  if (request.readableDidRead !== false) return { method, headers, body };
  return {
    method,
    headers,
    readBody: async (maxBytes) => {
      // A declared length settles it before the first byte is read.
      if (Number(headers["content-length"]) > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`);
      return readNodeBody(request, maxBytes);
    },
  };
}
