import { Sendo, type SendoClient } from "@sendo/core";
import { expect } from "vitest";
import { expectReply, isClosed, MESSAGE, TOKEN, type ContractCase } from "../contract-case.js";

/** Cases for startup and shutdown. */
export const lifecycleCases: readonly ContractCase[] = [
  {
    name: "startup fails if the API key is missing, and the error names the variable to set",
    async run(bench) {
      const start = bench.start({ tokens: TOKEN, on: {} }, { sendo: {} });
      await expect(start).rejects.toMatchObject({
        code: "config_api_key_missing",
        message: expect.stringContaining("SENDO_API_KEY") as string,
      });
    },
  },
  {
    name: "startup fails if the webhook token is missing, and the error names the variable to set",
    async run(bench) {
      await expect(bench.start({ on: {} })).rejects.toMatchObject({
        code: "config_webhook_token_missing",
        message: expect.stringContaining("SENDO_WEBHOOK_TOKEN") as string,
      });
    },
  },
  {
    name: "closing waits for a send that is in flight",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      const held = upstream.hold();
      const answering = bench.post("/messages", MESSAGE);
      answering.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
      await held.arrived;
      let closed = false;
      const closing = bench.app.close().then(() => void (closed = true));
      // If `close()` did not wait for the first send, `close()` would finish during this second send.
      await using bystander = new Sendo(upstream.clientOptions);
      await bystander.messages.send(MESSAGE);
      expect(closed).toBe(false);
      held.release();
      expectReply(await answering, { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      await closing;
    },
  },
  {
    name: "a job that is running when the app closes can still send messages",
    async run(bench) {
      const upstream = await bench.upstream();
      const ids: string[] = [];
      const closingJob = async (client: SendoClient) => {
        const { id } = await client.messages.send(MESSAGE);
        ids.push(id);
      };
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, closingJob });
      await bench.app.close();
      expect(ids).toEqual([upstream.messageId]);
    },
  },
  {
    name: "closing the adapter closes the client that it created",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions });
      await bench.app.client.messages.send(MESSAGE);
      await bench.app.close();
      expect(await isClosed(bench.app.client)).toBe(true);
    },
  },
  {
    name: "closing the adapter does not close a client that was passed in",
    async run(bench) {
      const upstream = await bench.upstream();
      await using client = new Sendo(upstream.clientOptions);
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: { client } });
      expect(bench.app.client).toBe(client);
      expectReply(await bench.post("/messages", MESSAGE), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      await bench.app.close();
      expect(await isClosed(client)).toBe(false);
    },
  },
];
