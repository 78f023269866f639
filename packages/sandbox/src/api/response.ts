import type { ServerResponse } from "node:http";
import { realTimer } from "../time/clock.js";
import type { ResetConnection } from "./raw-connections.js";

/** A response, and how much of it to send. */
export interface ApiResponse {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * `half` sends half of the body and then closes the connection. `reset` resets the connection with TCP RST. `nothing`
   * keeps the connection open without a response.
   *
   * @defaultValue the whole response
   */
  readonly sent?: "half" | "reset" | "nothing";
  /** Delay before the response. It is measured in real time, because sockets do not follow the sandbox's clock. */
  readonly delayMs?: number;
  /** Id of the accepted message. */
  readonly accepted?: string;
  /** Id of the fault rule that determined the response. */
  readonly faultId?: string;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** Creates a response in the documented format. */
export function jsonResponse(
  httpStatus: number,
  body: object,
  headers?: Readonly<Record<string, string>>,
): ApiResponse {
  return {
    httpStatus,
    headers: headers === undefined ? JSON_TYPE : { ...headers, ...JSON_TYPE },
    body: JSON.stringify(body),
  };
}

/** Writes the response with `headers`, or the part of it that `sent` selects. */
export function writeResponse(
  response: ServerResponse,
  answer: ApiResponse,
  headers: Record<string, string>,
  reset: ResetConnection,
): void {
  if (answer.delayMs === undefined) return send(response, answer, headers, reset);
  const timer = realTimer(() => send(response, answer, headers, reset), answer.delayMs);
  response.once("close", () => timer.cancel());
}

function send(
  response: ServerResponse,
  { httpStatus, body, sent }: ApiResponse,
  headers: Record<string, string>,
  reset: ResetConnection,
): void {
  if (sent === "nothing") return;
  if (sent === "reset") return reset(response.socket);
  response.writeHead(httpStatus, headers);
  // Node reads and discards the rest of the request body. If the server closed the connection instead, the client could
  // lose this response.
  if (sent === undefined) return void response.end(body);
  response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy());
}
