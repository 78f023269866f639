import type { ServerResponse } from "node:http";
import type { Waitlist } from "./waitlist.js";

/** Streams the whole list to every open page after each change (server-sent events). */
export class LiveParties {
  readonly #open = new Set<ServerResponse>();

  constructor(private readonly waitlist: Pick<Waitlist, "parties" | "subscribe">) {}

  /** Answers one `GET /api/events`. A browser that loses the connection opens it again by itself. */
  stream(response: ServerResponse): void {
    const send = (): void => void response.write(`data: ${JSON.stringify(this.waitlist.parties())}\n\n`);
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // So that the connection ends with the stream, and a server that shuts down need not wait for it to idle out.
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

  /** Ends the streams. Without it a server that stops taking connections would wait for them for ever. */
  close(): void {
    for (const response of this.#open) response.end();
  }
}
