import { Sendo } from "@sendo/core";
import { expect } from "vitest";
import { API_KEY, expectReply, isClosed, MESSAGE, TOKEN, type ContractCase } from "../contract-case.js";
import type { Upstream } from "../upstream.js";
import { incomingEvent, TOKEN_HEADER } from "../deliveries.js";
import { TENANT_HEADER } from "../harness.js";
import { REPLIES } from "../receiver-replies.js";

const [EU_GUEST, US_GUEST] = ["+12065550143", "+12065550144"];

/** Test cases with several accounts or webhooks in one app. */
export const accountCases: readonly ContractCase[] = [
  {
    name: "with several accounts, each sends with its own key, and closing the app closes all their clients",
    async run(bench) {
      const upstream = await bench.upstream();
      const { clientOptions } = upstream;
      const accounts = accountsOf(upstream);
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: clientOptions, accounts });
      for (const path of ["/messages/us", "/messages", "/messages/eu", "/messages/us"]) {
        expectReply(await bench.post(path, MESSAGE), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      }
      expect(keysOf(upstream)).toEqual(
        [accounts.us, clientOptions, accounts.eu, accounts.us].map(({ apiKey }) => apiKey),
      );
      const clients = ["eu", "us"].map((name) => bench.app.clientOf(name));
      expect(new Set([bench.app.client, ...clients]).size).toBe(3);
      await bench.app.close();
      for (const client of clients) expect(await isClosed(client)).toBe(true);
    },
  },
  {
    name: "while one account's message is in flight, another account sends with its own key",
    async run(bench) {
      const upstream = await bench.upstream();
      const accounts = accountsOf(upstream);
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, accounts });
      const held = upstream.hold();
      const first = bench.post("/messages/eu", MESSAGE);
      first.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
      await held.arrived;
      const accepted = { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` };
      expectReply(await bench.post("/messages/us", MESSAGE), accepted);
      held.release();
      expectReply(await first, accepted);
      expect(keysOf(upstream)).toEqual([accounts.eu.apiKey, accounts.us.apiKey]);
    },
  },
  {
    name: "an app that picks the account per request sends each message from that request's account",
    async run(bench) {
      const upstream = await bench.upstream();
      const tenants = accountsOf(upstream);
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, tenants });
      const accepted = { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` };
      const send = async (tenant: "eu" | "us"): Promise<void> =>
        expectReply(await bench.post("/tenant/messages", MESSAGE, { headers: { [TENANT_HEADER]: tenant } }), accepted);
      for (const tenant of ["eu", "us", "us", "eu"] as const) await send(tenant);
      const [eu, us] = [tenants.eu.apiKey, tenants.us.apiKey];
      expect(keysOf(upstream)).toEqual([eu, us, us, eu]);
      // Earlier requests for other accounts do not affect the default account.
      expectReply(await bench.post("/messages", MESSAGE), accepted);
      await Promise.all((["us", "eu", "us", "eu", "us"] as const).map(send));
      expect(keysOf(upstream).slice(4).sort()).toEqual([upstream.clientOptions.apiKey, eu, eu, us, us, us].sort());
    },
  },
  {
    name: "after an asynchronous account lookup, each request's message is sent from that request's account",
    async run(bench) {
      const upstream = await bench.upstream();
      const tenants = accountsOf(upstream);
      const lookups: (() => void)[] = [];
      let bothWait = (): void => {};
      const waiting = new Promise<void>((resolve) => (bothWait = resolve));
      const tenantOf = (header: string): Promise<string> =>
        new Promise((resolve, reject) => {
          if (header === "none") reject(new Error("no such tenant"));
          lookups.push(() => resolve(header));
          if (lookups.length === 2) bothWait();
        });
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, tenants, tenantOf });
      const send = (tenant: string, to: string) =>
        bench.post("/tenant/messages", { ...MESSAGE, to }, { headers: { [TENANT_HEADER]: tenant } });
      const answers = Promise.all([send("eu", EU_GUEST), send("us", US_GUEST)]);
      answers.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
      await waiting;
      for (const found of lookups.reverse()) found();
      for (const answer of await answers)
        expectReply(answer, { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      const sent = upstream.received.map(({ authorization, body }) => [authorization, (body as { to: string }).to]);
      expect(sent.sort()).toEqual([
        [`Bearer ${tenants.eu.apiKey}`, EU_GUEST],
        [`Bearer ${tenants.us.apiKey}`, US_GUEST],
      ]);
      // If a lookup fails, the request fails too, and no account sends the message.
      expect((await send("none", EU_GUEST)).httpStatus).toBe(500);
      expect(upstream.received).toHaveLength(2);
    },
  },
  {
    name: "closing waits for all accounts' in-flight messages",
    async run(bench) {
      const upstream = await bench.upstream();
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, accounts: accountsOf(upstream) });
      const held = [];
      const sending = [];
      for (const account of ["eu", "us"]) {
        const one = upstream.hold();
        held.push(one);
        const sent = bench.app.clientOf(account).messages.send(MESSAGE);
        sent.catch(() => {}); // If an earlier assertion fails, this promise is never awaited.
        sending.push(sent);
        await one.arrived;
      }
      let closed = false;
      const closing = bench.app.close().then(() => void (closed = true));
      // If `close()` did not wait for the sends, it would resolve before the send below completed.
      await using bystander = new Sendo(upstream.clientOptions);
      for (const one of held) {
        await bystander.messages.send(MESSAGE);
        expect(closed).toBe(false);
        one.release();
      }
      for (const sent of sending) expect(await sent).toMatchObject({ id: upstream.messageId });
      await closing;
    },
  },
  {
    name: "with several accounts, closing the adapter does not close clients that were passed in",
    async run(bench) {
      const upstream = await bench.upstream();
      const options = accountsOf(upstream);
      await using eu = new Sendo(options.eu);
      await using us = new Sendo(options.us);
      const accounts = { eu: { client: eu }, us: { client: us } };
      await bench.start({ tokens: TOKEN, on: {} }, { sendo: upstream.clientOptions, accounts });
      for (const path of ["/messages/us", "/messages/eu"]) {
        expectReply(await bench.post(path, MESSAGE), { httpStatus: 200, body: `{"id":"${upstream.messageId}"}` });
      }
      expect(keysOf(upstream)).toEqual([options.us.apiKey, options.eu.apiKey]);
      await bench.app.close();
      for (const client of [eu, us]) expect(await isClosed(client)).toBe(false);
    },
  },
  {
    name: "startup fails if one account's key is missing, even if the other accounts have keys",
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
    name: "a webhook that is mounted twice has two dedupe stores, so each mount handles each event once",
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
  {
    name: "a webhook has one receiver even if the framework creates global components for each request",
    appliesTo: (harness) => harness.hasScopedGlobals,
    async run(bench) {
      const heard: string[] = [];
      const mount = (name: string) => ({
        path: `/hooks/${name}`,
        options: { tokens: TOKEN, on: { "message.incoming": () => void heard.push(name) } },
      });
      const setup = { webhooks: [mount("a"), mount("b")], scopedGlobals: true };
      await bench.start({ tokens: TOKEN, on: {} }, setup);
      for (const name of ["a", "b", "a", "b"]) {
        expectReply(await bench.deliver(incomingEvent(`e-${name}`), { path: `/hooks/${name}` }), REPLIES.done);
      }
      const headers = { [TOKEN_HEADER]: "somebody-else" };
      expectReply(await bench.deliver(incomingEvent("e-c"), { path: "/hooks/a", headers }), REPLIES.refused);
      expect(heard).toEqual(["a", "b"]);
    },
  },
];

/** Two accounts that use the same upstream with separate keys. */
function accountsOf({ clientOptions }: Upstream) {
  const account = (name: string) => ({ ...clientOptions, apiKey: `${clientOptions.apiKey}-${name}` });
  return { eu: account("eu"), us: account("us") };
}

function keysOf({ received }: Upstream): (string | undefined)[] {
  return received.map(({ authorization }) => authorization?.replace("Bearer ", ""));
}
