import { expect } from "vitest";
import { expectReply, TEXT, TOKEN, type CaseBench, type ContractCase } from "../contract-case.js";
import { incomingEvent } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

/** Somebody goes away in the middle. */
export const goneCases: readonly ContractCase[] = [
  {
    name: "a sender that goes away while its event is handled does not end the handler, and the event is not handled again",
    async run(bench) {
      const { started, finish, finished, runs } = await startSlow(bench);
      const gone = new AbortController();
      const answering = bench.deliver(incomingEvent("e-1"), { signal: gone.signal });
      await Promise.race([started, answering]);
      gone.abort();
      await expect(answering).rejects.toThrow("aborted");
      // The server has heard of it once another connection has been answered.
      await bench.post("/sum", { a: 1, b: 2 });
      finish();
      await finished;
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.done);
      expect(runs()).toBe(1);
    },
  },
  {
    name: "a client of the app's that goes away does not end its text",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      const held = upstream.hold();
      const gone = new AbortController();
      const answering = bench.post("/texts", TEXT, { signal: gone.signal });
      answering.catch(() => {}); // looked at below, unless something else fails first
      await held.arrived;
      gone.abort();
      await expect(answering).rejects.toThrow("aborted");
      await bench.post("/sum", { a: 1, b: 2 });
      // Behind it on the same way: when this one has gone through, an abort of the first would have been seen.
      await bench.app.client.messages.send(TEXT);
      expect(held.wasDropped).toBe(false);
      held.release();
      await bench.app.client.idle();
      expect(upstream.received).toHaveLength(2);
    },
  },
  {
    name: "closing while an event is handled waits for the handler, and its delivery is answered",
    async run(bench) {
      const { started, finish } = await startSlow(bench);
      const answering = bench.deliver(incomingEvent("e-1"));
      answering.catch(() => {}); // looked at below, unless something else fails first
      await Promise.race([started, answering]);
      const closing = bench.app.close();
      // A close that cuts connections has done so when a timer of the same process has run.
      await new Promise((resolve) => setImmediate(resolve));
      finish();
      expectReply(await answering, REPLIES.done);
      await closing;
    },
  },
];

/** Starts the app with a handler that does not end before `finish` is called. */
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
