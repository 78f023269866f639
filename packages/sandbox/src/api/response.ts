import type { ServerResponse } from "node:http";
import { realTimer } from "../time/clock.js";
import type { ResetConnection } from "./raw-connections.js";

/** What a request is answered, and how much of that is sent. */
export interface ApiResponse {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * `half`: half of the body, then the connection is closed. `reset`: it ends at once, with TCP's RST. `nothing`: it stays open and
   * silent.
   *
   * @defaultValue all of it
   */
  readonly sent?: "half" | "reset" | "nothing";
  /** How late, in real time: sockets know no other. */
  readonly delayMs?: number;
  /** The message that was accepted. */
  readonly accepted?: string;
  /** The rule that decided this answer. */
  readonly faultId?: string;
}

/** An answer as the documents have them. */
export function jsonResponse(
  httpStatus: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return {
    httpStatus,
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  };
}

/** Sends it, or what is to be sent of it. */
export function writeResponse(response: ServerResponse, answer: ApiResponse, reset: ResetConnection): void {
  if (answer.delayMs === undefined) return send(response, answer, reset);
  const timer = realTimer(() => send(response, answer, reset), answer.delayMs);
  response.once("close", () => timer.cancel());
}

function send(
  response: ServerResponse,
  { httpStatus, headers, body, sent }: ApiResponse,
  reset: ResetConnection,
): void {
  if (sent === "nothing") return;
  if (sent === "reset") return reset(response.socket);
  response.writeHead(httpStatus, { ...headers });
  // What is left of a request's body is read and dropped by Node: closing the connection instead could cost the client
  // this very answer.
  if (sent === undefined) return void response.end(body);
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy());
}
