import type { ServerResponse } from "node:http";
import type { HttpReply } from "@sendo/core/adapter";

/** Common interface of Express's response and Fastify's reply. A Fastify reply exposes Node's response as `raw`. */
export interface PlatformResponse {
  readonly raw?: ServerResponse;
  status(httpStatus: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

/** Sends a response through the platform, so that the platform's hooks see it. If a response has already started, this function ends it. */
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
