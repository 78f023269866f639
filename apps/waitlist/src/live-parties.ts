import type { ServerResponse } from "node:http";
import type { Waitlist } from "./waitlist.js";

/** Streams the complete list to every open page after each change (server-sent events). */
export class LiveParties {
  readonly #open = new Set<ServerResponse>();

  constructor(private readonly waitlist: Pick<Waitlist, "parties" | "subscribe">) {}

  /** Handles a `GET /api/events`. Browsers reconnect automatically. */
  stream(response: ServerResponse): void {
    const send = (): void => void response.write(`data: ${JSON.stringify(this.waitlist.parties())}\n\n`);
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // The connection closes with the stream, so that a server's shutdown need not wait for it.
      connection: "close",
    });
    this.#open.add(response);
    const unsubscribe = this.waitlist.subscribe(send);
    response.on("close", () => {
      unsubscribe();
      this.#open.delete(response);
    });
    send();
  }

  /** Ends the streams. Otherwise a closing server would wait for them indefinitely. */
  close(): void {
    for (const response of this.#open) response.end();
  }
}
