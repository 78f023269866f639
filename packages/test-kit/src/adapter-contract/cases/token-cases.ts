import { expect } from "vitest";
import { expectReply, PATH, TOKEN, type ContractCase } from "../contract-case.js";
import { incomingEvent, TOKEN_HEADER } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

/** Cases for the webhook token. */
export const tokenCases: readonly ContractCase[] = [
  {
    name: "a delivery with the right token reaches the handler unchanged",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      const answer = await bench.deliver(incomingEvent("e-1"));
      expectReply(answer, REPLIES.done);
      expect(events).toEqual([incomingEvent("e-1")]);
    },
  },
  {
    name: "a wrong token is rejected even if only its last character differs",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      const wrong = `${TOKEN.slice(0, -1)}1`;
      const answer = await bench.deliver(incomingEvent("e-1"), { headers: { [TOKEN_HEADER]: wrong } });
      expectReply(answer, REPLIES.refused);
      expect(events).toEqual([]);
    },
  },
  {
    name: "a missing token is rejected",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      expectReply(await bench.deliver(incomingEvent("e-1"), { headers: {} }), REPLIES.refused);
      expect(events).toEqual([]);
    },
  },
  {
    name: "a request with two token headers is rejected even if both tokens are right",
    async run(bench) {
      const events: unknown[] = [];
      await bench.start({ tokens: TOKEN, on: { "message.incoming": (event) => void events.push(event) } });
      const answer = await bench.deliver(incomingEvent("e-1"), { headers: { [TOKEN_HEADER]: [TOKEN, TOKEN] } });
      expectReply(answer, REPLIES.refused);
      expect(events).toEqual([]);
    },
  },
  {
    name: "two webhooks in one app accept only their own tokens",
    async run(bench) {
      const heard: string[] = [];
      const mount = (name: string) => ({
        path: `/hooks/${name}`,
        options: { tokens: `token-of-${name}`, on: { "message.incoming": () => void heard.push(name) } },
      });
      await bench.start({ tokens: TOKEN, on: {} }, { webhooks: [mount("a"), mount("b")] });
      const deliver = (to: string, tokenOf: string) =>
        bench.deliver(incomingEvent(`${to}-${tokenOf}`), {
          path: `/hooks/${to}`,
          headers: { [TOKEN_HEADER]: `token-of-${tokenOf}` },
        });
      expectReply(await deliver("a", "a"), REPLIES.done);
      expectReply(await deliver("b", "b"), REPLIES.done);
      expectReply(await deliver("a", "b"), REPLIES.refused);
      expectReply(await deliver("b", "a"), REPLIES.refused);
      expect(heard).toEqual(["a", "b"]);
    },
  },
  {
    name: "a wrong token is rejected before the body has arrived",
    appliesTo: (harness, parser) => harness.webhookBody === "own" || parser === "none",
    async run(bench) {
      await bench.start({ tokens: TOKEN, on: {} });
      const answer = await bench.call(PATH, {
        headers: { "content-type": "application/json", [TOKEN_HEADER]: "somebody-else" },
        declaredBytes: 1000,
      });
      expectReply(answer, REPLIES.refused);
    },
  },
  {
    name: "the log line for a rejected delivery contains no token",
    async run(bench) {
      const lines: string[] = [];
      const write = (fields: Record<string, unknown>, message: string) =>
        void lines.push(JSON.stringify({ message, ...fields }));
      const logger = { debug: write, info: write, warn: write, error: write };
      await bench.start({ tokens: TOKEN, on: {}, logger });
      expectReply(
        await bench.deliver(incomingEvent("e-1"), { headers: { [TOKEN_HEADER]: "not-the-token" } }),
        REPLIES.refused,
      );
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toMatch(/not-the-token|k3Yw9TbQx27LmPz0/);
    },
  },
];
