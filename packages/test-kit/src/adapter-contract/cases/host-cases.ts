import { Sendo } from "@sendo/core";
import { expect } from "vitest";
import { API_KEY, expectReply, MESSAGE, TOKEN, type ContractCase } from "../contract-case.js";
import { incomingEvent } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

const UPSTREAM_ERROR = "upstream c4n4ry: trace 77 at db-3";
const UPSTREAM_FAILURE = {
  headers: { "x-upstream": "c4n4ry", "set-cookie": "upstream=c4n4ry", "x-ratelimit-limit": "20" },
  body: JSON.stringify({ error: UPSTREAM_ERROR }),
};

/** Test cases for the framework's own behavior. */
export const hostCases: readonly ContractCase[] = [
  {
    name: "the framework's own JSON parsing is not changed",
    async run(bench) {
      await bench.start({ tokens: TOKEN, on: {} });
      const sum = { httpStatus: 200, body: '{"sum":42}' };
      expectReply(await bench.post("/sum", { a: 40, b: 2 }), sum);
      expectReply(await bench.deliver(incomingEvent("e-1")), REPLIES.done);
      expectReply(await bench.post("/sum", { a: 40, b: 2 }), sum);
    },
  },
  {
    name: "the app can send messages with the adapter's client",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      expectReply(await bench.post("/messages", MESSAGE), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      expect(upstream.received).toMatchObject([
        { authorization: `Bearer ${upstream.clientOptions.apiKey}`, body: MESSAGE },
      ]);
    },
  },
  {
    name: "an unhandled Sendo error produces a plain 500 response that reveals nothing to the app's client",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: { ...upstream.clientOptions, retry: false } });
      // This client receives the same error as the app's client. It has its own rate limit, because it uses a different
      // key.
      await using twin = new Sendo({
        ...upstream.clientOptions,
        apiKey: `${upstream.clientOptions.apiKey}-2`,
        retry: false,
      });
      // 429 comes last, because a client that receives a 429 waits before it sends again.
      for (const httpStatus of [400, 403, 404, 500, 429]) {
        upstream.answerWith({ httpStatus, ...UPSTREAM_FAILURE });
        const error = await caught(() => twin.messages.send(MESSAGE));
        const answer = await bench.post("/messages", MESSAGE);
        expectReply(answer, bench.harness.hostReplies.unhandledError(error));
        expect(answer.httpStatus).toBe(500);
        const all = JSON.stringify([answer.headers, answer.body]);
        for (const secret of [
          "c4n4ry",
          "db-3",
          "x-upstream",
          "x-ratelimit",
          "upstream=",
          MESSAGE.to,
          API_KEY,
          "outcome",
        ]) {
          expect(all, `${httpStatus} ${secret}`).not.toContain(secret);
        }
      }
    },
  },
  {
    name: "the adapter's optional error responses match core's",
    async run(bench) {
      const upstream = await bench.upstream();
      const setup = { sendo: { ...upstream.clientOptions, retry: false as const }, errorReplies: { validation: true } };
      await bench.start({ tokens: TOKEN, on: {} }, setup);
      upstream.answerWith({ httpStatus: 500, ...UPSTREAM_FAILURE });
      const unknown = await bench.post("/messages", MESSAGE);
      expectReply(unknown, { httpStatus: 502, body: '{"error":"message_outcome_unknown"}' });
      expect(unknown.headers["content-type"]).toBe("application/json; charset=utf-8");
      upstream.answerWith({ httpStatus: 403, ...UPSTREAM_FAILURE });
      expectReply(await bench.post("/messages", MESSAGE), { httpStatus: 500, body: '{"error":"internal_error"}' });
      const invalid = await bench.post("/messages", { ...MESSAGE, to: "0206" });
      expect(invalid.httpStatus).toBe(422);
      expect(JSON.parse(invalid.body)).toMatchObject({ error: "invalid_input", issues: [{ path: "to" }] });
      expect(invalid.body).not.toContain("0206");
      upstream.answerWith({ httpStatus: 429, ...UPSTREAM_FAILURE });
      const busy = await bench.post("/messages", MESSAGE);
      expectReply(busy, { httpStatus: 503, body: '{"error":"messaging_busy"}' });
      expect(busy.headers["retry-after"]).toMatch(/^[1-9]\d?$/);
    },
  },
];

async function caught(run: () => Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await run();
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error("this call must fail; otherwise, the case proves nothing");
}
