import type { ServerResponse } from "node:http";
import type { HttpReply } from "@sendo/core/adapter";

/** What Express's response and Fastify's reply have in common; Fastify's has Node's own as `raw`. */
export interface PlatformResponse {
  readonly raw?: ServerResponse;
  status(httpStatus: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

/** Replies by the platform's own means, so that its hooks see the reply. Ends a reply that somebody else has begun. */
export function sendPlatformReply(response: PlatformResponse, { httpStatus, headers, body }: HttpReply): void {
  const raw = response.raw ?? (response as unknown as ServerResponse);
  if (raw.headersSent) {
    raw.end();
    return;
  }
  response.status(httpStatus);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  response.send(body);
}
