import { Sendo, type SendoClient } from "@sendo/core";
import { expect } from "vitest";
import { expectReply, isClosed, TEXT, TOKEN, type ContractCase } from "../contract-case.js";

/** From start to shutdown. */
export const lifecycleCases: readonly ContractCase[] = [
  {
    name: "a missing key fails at start, and says which variable to set",
    async run(bench) {
      const start = bench.start({ tokens: TOKEN, on: {} }, { sendo: {} });
      await expect(start).rejects.toMatchObject({
        code: "config_api_key_missing",
        message: expect.stringContaining("SENDO_API_KEY") as string,
      });
    },
  },
  {
    name: "a missing webhook token fails at start, and says which variable to set",
    async run(bench) {
      await expect(bench.start({ on: {} })).rejects.toMatchObject({
        code: "config_webhook_token_missing",
        message: expect.stringContaining("SENDO_WEBHOOK_TOKEN") as string,
      });
    },
  },
  {
    name: "closing while a send is in flight waits for it",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      const held = upstream.hold();
      const answering = bench.post("/texts", TEXT);
      answering.catch(() => {}); // looked at below, unless something else fails first
      await held.arrived;
      let closed = false;
      const closing = bench.app.close().then(() => void (closed = true));
      // A close that does not wait is over by now: another client's full round trip gives it the time.
      await using bystander = new Sendo(upstream.clientOptions);
      await bystander.messages.send(TEXT);
      expect(closed).toBe(false);
      held.release();
      expectReply(await answering, { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      await closing;
    },
  },
  {
    name: "a job that still runs while the app closes can send",
    async run(bench) {
      const upstream = await bench.upstream();
      const ids: string[] = [];
      const closingJob = async (client: SendoClient) => {
        const { id } = await client.messages.send(TEXT);
        ids.push(id);
      };
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, closingJob });
      await bench.app.close();
      expect(ids).toEqual([upstream.messageId]);
    },
  },
  {
    name: "closing closes the client that the adapter opened",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      await bench.app.client.messages.send(TEXT);
      await bench.app.close();
      expect(await isClosed(bench.app.client)).toBe(true);
    },
  },
  {
    name: "closing leaves a client alone that the adapter was given",
    async run(bench) {
      const upstream = await bench.upstream();
      await using client = new Sendo(upstream.clientOptions);
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: { client } });
      expect(bench.app.client).toBe(client);
      expectReply(await bench.post("/texts", TEXT), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      await bench.app.close();
      expect(await isClosed(client)).toBe(false);
    },
  },
];
