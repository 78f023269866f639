import { checkEvent } from "./contract.js";
import type { Json } from "./json.js";
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedEvent {
  readonly headers: http.IncomingHttpHeaders;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly event: Json;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly received: ReceivedEvent[];
  /** Answers from now on; what it is given is called for each event. */
  answer: (response: http.ServerResponse, received: ReceivedEvent) => void;
}

/** An app's webhook receiver, which answers 200 until told otherwise. */
export async function startReceiver(host = "127.0.0.1"): Promise<Receiver> {
  const received: ReceivedEvent[] = [];
  const server = http.createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      const entry = { headers: request.headers, method: request.method, url: request.url, event: JSON.parse(text) };
      checkEvent(entry.event as { type: string });
      received.push(entry);
      receiver.answer(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}/webhooks/sendo`,
    port,
    received,
    answer: (response) => response.end("ok"),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
