import { expect } from "vitest";
import { expectReply, PATH, TOKEN, type ContractCase } from "../contract-case.js";
import { incomingEvent, TOKEN_HEADER } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

/** Cases for authenticated deliveries. */
export const deliveryCases: readonly ContractCase[] = [
  {
    name: "malformed JSON is rejected",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      const answer = await bench.deliver('{"type":"message.incoming",');
      const hostParsesJson = bench.harness.webhookBody === "host" && bench.parser === "json";
      expectReply(answer, hostParsesJson ? bench.harness.hostReplies.malformedJson : REPLIES.unreadable);
      expect(events).toEqual([]);
    },
  },
  {
    name: "JSON that is not an object is rejected",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      expectReply(await bench.deliver(JSON.stringify([incomingEvent("e-1")])), REPLIES.unreadable);
      expect(events).toEqual([]);
    },
  },
  {
    name: "JSON that is not an event is rejected",
    async run(bench) {
      await bench.start({ tokens: TOKEN, on: {}, onUnknown: () => expect.unreachable() });
      for (const value of [{ type: "url_verification", challenge: "x" }, { type: "" }, { type: 7, id: "e-1" }, {}]) {
        expectReply(await bench.deliver(JSON.stringify(value)), REPLIES.unreadable);
      }
    },
  },
  {
    name: "a Buffer that was serialized as JSON is read as the event that it contains",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      const body = JSON.stringify(Buffer.from(JSON.stringify(incomingEvent("e-1"))));
      expectReply(await bench.deliver(body), REPLIES.done);
      expect(events).toEqual([incomingEvent("e-1")]);
    },
  },
  {
    name: "an event of an unknown type is accepted and passed to onUnknown",
    async run(bench) {
      const known: unknown[] = [];
      const unknown: unknown[] = [];
      await bench.start({
        tokens: TOKEN,
        on: { "message.incoming": (event) => void known.push(event) },
        onUnknown: (event) => void unknown.push(event.id),
      });
      expectReply(await bench.deliver(incomingEvent("e-1", "message.starred")), REPLIES.done);
      expect(known).toEqual([]);
      expect(unknown).toEqual(["e-1"]);
    },
  },
  {
    name: "a body over 256 KiB is rejected if the adapter reads it, and accepted if the framework has already read it",
    async run(bench) {
      let handled = 0;
      await bench.start({ tokens: TOKEN, on: { "message.incoming": () => void handled++ } });
      const withBody = (length: number) => {
        const event = incomingEvent("e-1");
        return JSON.stringify({ ...event, message: { ...event.message, body: "x".repeat(length) } });
      };
      const limit = 256 * 1024;
      const fits = withBody(limit - withBody(0).length);
      expect(fits).toHaveLength(limit);
      expectReply(
        await bench.deliver(withBody(limit + 1 - withBody(0).length)),
        bench.hostReads ? REPLIES.done : REPLIES.tooLarge,
      );
      expect(handled).toBe(bench.hostReads ? 1 : 0);
      expectReply(await bench.deliver(fits), REPLIES.done);
      expect(handled).toBe(1);
    },
  },
  {
    name: "a method other than POST is rejected, and the response's Allow header is POST",
    async run(bench) {
      await bench.start({ tokens: TOKEN, on: {} });
      for (const method of ["GET", "PUT", "DELETE"]) {
        const answer = await bench.call(PATH, { method, headers: { [TOKEN_HEADER]: TOKEN } });
        expectReply(answer, REPLIES.wrongMethod);
        expect(answer.headers.allow).toBe("POST");
      }
    },
  },
  {
    name: "if a handler throws, the response is the same 500 for every error, and the next delivery runs the handler again",
    async run(bench) {
      let runs = 0;
      await bench.start({
        tokens: TOKEN,
        on: {
          "message.incoming": () => {
            runs++;
            if (runs === 1) throw Object.assign(new Error("row 17 of +12065550142"), { status: 418, statusCode: 418 });
          },
        },
      });
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.failed);
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.done);
      expect(runs).toBe(2);
    },
  },
  {
    name: "the response is 500 if the handler's promise or Observable fails, and 200 if its Observable completes",
    async run(bench) {
      const results: Record<string, () => unknown> = {
        rejects: () => Promise.reject(new Error("row 17")),
        fails: () => observable((observer) => observer.error(new Error("row 17"))),
        "fails later": () => Promise.resolve(observable((observer) => observer.error(new Error("row 17")))),
        completes: () => observable((observer) => observer.complete()),
      };
      await bench.start({ tokens: TOKEN, on: { "message.incoming": ({ id }) => results[id ?? ""]!() } });
      for (const id of ["rejects", "fails", "fails later"]) {
        expectReply(await bench.deliver(incomingEvent(id)), REPLIES.failed);
      }
      expectReply(await bench.deliver(incomingEvent("completes")), REPLIES.done);
    },
  },
  {
    name: "the handler runs once for an event that is delivered twice",
    async run(bench) {
      let runs = 0;
      await bench.start({ tokens: TOKEN, on: { "message.incoming": () => void runs++ } });
      expectReply(await bench.deliver(incomingEvent("twice")), REPLIES.done);
      expectReply(await bench.deliver(incomingEvent("twice")), REPLIES.done);
      expect(runs).toBe(1);
    },
  },
  {
    name: "the response is sent after the handler finishes",
    async run(bench) {
      const order: string[] = [];
      let begun = (): void => {};
      let finish = (): void => {};
      const started = new Promise<void>((resolve) => (begun = resolve));
      const finished = new Promise<void>((resolve) => (finish = resolve));
      const handler = async (): Promise<void> => {
        begun();
        await finished;
        order.push("handled");
      };
      await bench.start({ tokens: TOKEN, on: { "message.incoming": handler } });
      const answered = bench
        .deliver(incomingEvent("e-1"))
        .then((answer) => order.push(`answered ${answer.httpStatus}`));
      await Promise.race([started, answered]);
      // If the app responded too early, its response is already in flight and arrives before this round trip to the
      // same server ends.
      await bench.post("/sum", { a: 1, b: 2 });
      finish();
      await answered;
      expect(order).toEqual(["handled", "answered 200"]);
    },
  },
  {
    name: "the content type is ignored",
    async run(bench) {
      const ids: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void ids.push(event.id) } });
      const deliver = (id: string, contentType: Record<string, string>) =>
        bench.call(PATH, {
          headers: { ...contentType, [TOKEN_HEADER]: TOKEN },
          body: JSON.stringify(incomingEvent(id)),
        });
      expectReply(await deliver("charset", { "content-type": "application/json; charset=utf-8" }), REPLIES.done);
      expectReply(await deliver("text", { "content-type": "text/plain" }), REPLIES.done);
      expectReply(await deliver("none", {}), REPLIES.done);
      expect(ids).toEqual(["charset", "text", "none"]);
    },
  },
  {
    name: "a delivery whose sender disconnects while sending the body is ignored",
    async run(bench) {
      const ids: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void ids.push(event.id) } });
      // The body is a complete event, but the declared length exceeds the length of the body.
      const cut = bench.deliver(incomingEvent("cut"), { declaredBytes: 100_000, hangUp: true });
      await expect(cut).rejects.toThrow("hung up");
      expectReply(await bench.deliver(incomingEvent("whole")), REPLIES.done);
      expect(ids).toEqual(["whole"]);
    },
  },
];

interface Observer {
  error(reason: unknown): void;
  complete(): void;
}

/** Behaves like an rxjs Observable: it has the property that identifies Observables, and runs when it is subscribed to. */
function observable(subscribe: (observer: Observer) => void): object {
  const self = {
    "@@observable": () => self,
    subscribe: (observer: Observer) => queueMicrotask(() => subscribe(observer)),
  };
  return self;
}
