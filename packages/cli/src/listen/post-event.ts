import { request as requestHttps } from "node:https";
import type { TLSSocket } from "node:tls";
import { codeOf } from "../errors/cli-error.js";
import type { ListenEvent } from "./message-events.js";

/** Result of a POST to the app. */
export type Posted =
  | { readonly state: "answered"; readonly status: number }
  /** No connection was established, so the app did not receive the event. */
  | { readonly state: "not-reached"; readonly code: string }
  /** The app might have received the event. */
  | { readonly state: "unknown"; readonly code: string };

const LONGEST_MS = 30_000;

/** Posts an event to the app over a new connection. */
export function postEvent(url: URL, event: ListenEvent, token: string): Promise<Posted> {
  const isSecure = url.protocol === "https:";
  const request = isSecure ? requestHttps : process.getBuiltinModule("node:http").request;
  const body = Buffer.from(JSON.stringify(event));
  return new Promise((resolve) => {
    let isConnected = false;
    const sent = request(url, {
      method: "POST",
      agent: false,
      timeout: LONGEST_MS,
      headers: {
        "content-type": "application/json",
        "content-length": body.length,
        "x-webhook-token": token,
        "x-sendo-cli-listen": "1",
      },
    });
    sent.on("socket", (socket) => {
      const done = (): void => void (isConnected = true);
      if (isSecure) (socket as TLSSocket).once("secureConnect", done);
      else socket.once("connect", done);
    });
    sent.on("response", (response) => {
      response.resume();
      resolve({ state: "answered", status: response.statusCode ?? 0 });
    });
    sent.on("error", (error) => resolve({ state: isConnected ? "unknown" : "not-reached", code: codeOf(error) }));
    sent.on("timeout", () => sent.destroy(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })));
    sent.end(body);
  });
}
