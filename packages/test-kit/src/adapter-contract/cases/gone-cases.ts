import { expect } from "vitest";
import { expectReply, MESSAGE, TOKEN, type CaseBench, type ContractCase } from "../contract-case.js";
import { incomingEvent } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

/** Cases in which a client disconnects or the app closes during a request. */
export const goneCases: readonly ContractCase[] = [
  {
    name: "the handler keeps running when the sender disconnects, and the event is not handled again",
    async run(bench) {
      const { started, finish, finished, runs } = await startSlow(bench);
      const gone = new AbortController();
      const answering = bench.deliver(incomingEvent("e-1"), { signal: gone.signal });
      await Promise.race([started, answering]);
      gone.abort();
      await expect(answering).rejects.toThrow("aborted");
      // By the time the server responds to this request, it has noticed the disconnection.
      await bench.post("/sum", { a: 1, b: 2 });
      finish();
      await finished;
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.done);
      expect(runs()).toBe(1);
    },
  },
  {
    name: "a message is still sent if the client disconnects from the app",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      const held = upstream.hold();
      const gone = new AbortController();
      const answering = bench.post("/messages", MESSAGE, { signal: gone.signal });
      answering.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
      await held.arrived;
      gone.abort();
      await expect(answering).rejects.toThrow("aborted");
      await bench.post("/sum", { a: 1, b: 2 });
      // This second send takes the same path as the first. If the first send had been aborted, the upstream would notice
      // before the second send ended.
      await bench.app.client.messages.send(MESSAGE);
      expect(held.wasDropped).toBe(false);
      held.release();
      await bench.app.client.idle();
      expect(upstream.received).toHaveLength(2);
    },
  },
  {
    name: "closing waits for a running handler and for the response to its delivery",
    async run(bench) {
      const { started, finish } = await startSlow(bench);
      const answering = bench.deliver(incomingEvent("e-1"));
      answering.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
      await Promise.race([started, answering]);
      const closing = bench.app.close();
      // If `close()` ended open connections, it would do so before the next `setImmediate` callback.
      await new Promise((resolve) => setImmediate(resolve));
      finish();
      expectReply(await answering, REPLIES.done);
      await closing;
    },
  },
];

/** Starts the app with a handler that ends only after `finish` is called. */
async function startSlow(bench: CaseBench) {
  let runs = 0;
  let begun = (): void => {};
  let finish = (): void => {};
  let ended = (): void => {};
  const started = new Promise<void>((resolve) => (begun = resolve));
  const mayEnd = new Promise<void>((resolve) => (finish = resolve));
  const finished = new Promise<void>((resolve) => (ended = resolve));
  const handler = async (): Promise<void> => {
    runs++;
    begun();
    await mayEnd;
    ended();
  };
  await bench.start({ tokens: TOKEN, on: { "message.incoming": handler } });
  return { started, finish: () => finish(), finished, runs: () => runs };
}
