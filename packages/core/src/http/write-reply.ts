import type { ServerResponse } from "node:http";
import type { HttpReply } from "./http.js";

/**
 * Writes a reply as it is: no header is added but Node's own. Does nothing when the client is gone, or when somebody
 * else has answered already.
 */
export function writeReply(response: ServerResponse, reply: HttpReply): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.httpStatus, { ...reply.headers, "content-length": Buffer.byteLength(reply.body) });
  response.end(reply.body);
}
