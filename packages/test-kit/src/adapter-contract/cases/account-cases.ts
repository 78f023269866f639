import { expect } from "vitest";
import { API_KEY, expectReply, isClosed, TEXT, TOKEN, type ContractCase } from "../contract-case.js";
import { incomingEvent } from "../deliveries.js";
import { REPLIES } from "../receiver-replies.js";

/** More than one of something in one app. */
export const accountCases: readonly ContractCase[] = [
  {
    name: "each of several accounts sends with its own key, and each is closed",
    async run(bench) {
      const upstream = await bench.upstream();
      const { clientOptions } = upstream;
      const account = (name: string) => ({ ...clientOptions, apiKey: `${clientOptions.apiKey}-${name}` });
      const accounts = { eu: account("eu"), us: account("us") };
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: clientOptions, accounts });
      for (const path of ["/texts/us", "/texts", "/texts/eu", "/texts/us"]) {
        expectReply(await bench.post(path, TEXT), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      }
      expect(upstream.received.map(({ authorization }) => authorization)).toEqual(
        [accounts.us, clientOptions, accounts.eu, accounts.us].map(({ apiKey }) => `Bearer ${apiKey}`),
      );
      const clients = ["eu", "us"].map((name) => bench.app.clientOf(name));
      expect(new Set([bench.app.client, ...clients]).size).toBe(3);
      await bench.app.close();
      for (const client of clients) expect(await isClosed(client)).toBe(true);
    },
  },
  {
    name: "one account's missing key fails at start, though the others have theirs",
    async run(bench) {
      const sendo = { apiKey: API_KEY, baseUrl: "https://127.0.0.1:9" };
      const start = bench.start(
        { tokens: TOKEN, on: {} },
        { sendo, accounts: { eu: sendo, us: { baseUrl: sendo.baseUrl } } },
      );
      await expect(start).rejects.toMatchObject({ code: "config_api_key_missing" });
    },
  },
  {
    name: "a webhook that is mounted twice has two memories: each mount handles an event of its own",
    async run(bench) {
      const heard: string[] = [];
      const mount = (name: string) => ({
        path: `/hooks/${name}`,
        options: { tokens: TOKEN, on: { "message.incoming": () => void heard.push(name) } },
      });
      await bench.start({ tokens: TOKEN, on: {} }, { webhooks: [mount("a"), mount("b")] });
      for (const name of ["a", "b", "a", "b"]) {
        expectReply(await bench.deliver(incomingEvent("e-1"), { path: `/hooks/${name}` }), REPLIES.done);
      }
      expect(heard).toEqual(["a", "b"]);
    },
  },
];
