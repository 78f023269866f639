import { Agent } from "node:http";
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { expectReply, PATH, TOKEN, type CaseBench, type ContractCase } from "../contract-case.js";
import { incomingEvent, TOKEN_HEADER } from "../deliveries.js";
import type { AppSetup } from "../harness.js";
import { REPLIES } from "../receiver-replies.js";

/** Test cases for delivery encoding. */
export const wireCases: readonly ContractCase[] = [
  {
    name: "HEAD, OPTIONS and PATCH are rejected too; the response to HEAD has no body",
    async run(bench) {
      await startHearing(bench);
      for (const method of ["HEAD", "OPTIONS", "PATCH"]) {
        const answer = await bench.call(PATH, { method, headers: { [TOKEN_HEADER]: TOKEN } });
        expectReply(answer, { ...REPLIES.wrongMethod, ...(method === "HEAD" && { body: "" }) });
        expect(answer.headers.allow).toBe("POST");
      }
    },
  },
  {
    name: "a chunked body is assembled even if a chunk ends in the middle of a character",
    async run(bench) {
      const events = await startHearing(bench);
      const bytes = Buffer.from(JSON.stringify(incomingEvent("e-1")));
      const inside = bytes.indexOf("ü") + 1;
      expectReply(
        await bench.deliver("", { chunks: [bytes.subarray(0, inside), bytes.subarray(inside)] }),
        REPLIES.done,
      );
      expect(events).toEqual([incomingEvent("e-1")]);
    },
  },
  {
    name: "a chunked body over 256 KiB is rejected if the adapter reads it, and accepted if the framework has already read it",
    async run(bench) {
      const events = await startHearing(bench);
      const event = incomingEvent("e-1");
      const source = JSON.stringify({ ...event, message: { ...event.message, body: "x".repeat(256 * 1024) } });
      const halves = [source.slice(0, 200_000), source.slice(200_000)].map((half) => Buffer.from(half));
      expectReply(await bench.deliver("", { chunks: halves }), bench.hostReads ? REPLIES.done : REPLIES.tooLarge);
      expect(events).toHaveLength(bench.hostReads ? 1 : 0);
    },
  },
  {
    name: "a compressed body is accepted if the framework has decompressed it, and otherwise rejected",
    async run(bench) {
      const events = await startHearing(bench);
      const { httpStatus } = await bench.deliver("", {
        body: gzipSync(JSON.stringify(incomingEvent("e-1"))),
        headers: { [TOKEN_HEADER]: TOKEN, "content-encoding": "gzip" },
      });
      const isUndone = bench.hostReads && bench.harness.inflates;
      // The response body depends on which parser rejects the delivery, so only the status is checked.
      expect(httpStatus).toBe(isUndone ? 200 : 400);
      expect(events).toEqual(isUndone ? [incomingEvent("e-1")] : []);
    },
  },
  {
    name: "reads the body of a request that middleware has paused",
    appliesTo: (harness, parser) => harness.webhookBody === "own" || parser === "none",
    async run(bench) {
      const events = await startHearing(bench, { pausesBody: true });
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.done);
      expect(events).toHaveLength(1);
    },
  },
  {
    name: "the content type is case-insensitive, and a quoted charset is accepted",
    async run(bench) {
      const events = await startHearing(bench);
      const spellings = ['application/json;charset="utf-8"', "application/json; charset=UTF-8", "Application/JSON"];
      for (const [index, spelling] of spellings.entries()) {
        const event = incomingEvent(`e-${index}`);
        const headers = { [TOKEN_HEADER]: TOKEN, "content-type": spelling };
        expectReply(await bench.call(PATH, { headers, body: JSON.stringify(event) }), REPLIES.done);
        expect(events[index]).toEqual(event);
      }
    },
  },
  {
    name: "a delivery with the header Expect: 100-continue receives 100 Continue",
    async run(bench) {
      const events = await startHearing(bench);
      expectReply(await bench.deliver(incomingEvent("e-1"), { awaitContinue: true }), REPLIES.done);
      expect(events).toHaveLength(1);
    },
  },
  {
    name: "many extra headers are accepted, and a very long wrong token is rejected as usual",
    async run(bench) {
      const events = await startHearing(bench);
      const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-proxy-${i}`, "v".repeat(40)]));
      expectReply(
        await bench.deliver(incomingEvent("e-1"), { headers: { [TOKEN_HEADER]: TOKEN, ...many } }),
        REPLIES.done,
      );
      const long = { [TOKEN_HEADER]: TOKEN.repeat(500) };
      expectReply(await bench.deliver(incomingEvent("e-2"), { headers: long }), REPLIES.refused);
      expect(events).toHaveLength(1);
    },
  },
  {
    name: "a connection is reused after a rejected request whose body was never read",
    async run(bench) {
      const events = await startHearing(bench);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      bench.finally(async () => agent.destroy());
      const stranger = { agent, headers: { [TOKEN_HEADER]: "somebody-else" }, body: "x".repeat(60_000) };
      const isReadFirst = bench.hostReads && bench.parser === "json";
      const refused = await bench.deliver("", isReadFirst ? { ...stranger, body: '"x"' } : stranger);
      // Express's own JSON parser rejects this body, so the response is not checked. The case tests only that the
      // connection is reused.
      if (!isReadFirst) expectReply(refused, REPLIES.refused);
      const next = await bench.deliver(incomingEvent("e-1"), { agent });
      expectReply(next, REPLIES.done);
      expect([refused.reusedSocket, next.reusedSocket]).toEqual([false, true]);
      expect(events).toHaveLength(1);
    },
  },
];

/** Starts the app with one webhook. Returns an array to which the webhook's handler adds each event. */
async function startHearing(bench: CaseBench, setup: Partial<AppSetup> = {}): Promise<unknown[]> {
  const events: unknown[] = [];
  await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } }, setup);
  return events;
}
