import type { ServerResponse } from "node:http";
import type { HttpReply } from "./http.js";

/**
 * Writes a response with the headers in `reply`, `content-length` and the headers that Node adds. It does nothing if
 * the client has disconnected or a response was already sent.
 */
export function writeReply(response: ServerResponse, reply: HttpReply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.httpStatus, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}
