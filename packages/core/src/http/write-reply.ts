import type { ServerResponse } from "node:http";
import type { HttpReply } from "./http.js";

/**
 * Writes a response. Its headers are `reply.headers`, `content-length` and those that Node adds. The function does nothing if
 * the client has disconnected or a response has already been sent.
 */
export function writeReply(response: ServerResponse, reply: HttpReply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.httpStatus, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}
