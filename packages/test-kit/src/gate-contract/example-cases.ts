import { isDeepStrictEqual } from "node:util";
import { Sendo } from "@sendo/core";
import { expect } from "vitest";
import { CORE_EXAMPLES, SANDBOX_EXAMPLES, type DocumentedExample } from "./documented-examples.js";
import { GATE_KEY, type GateBench } from "./gate-bench.js";
import type { GateCase } from "./gate-cases.js";
import type { RelayAnswer } from "./gate-harness.js";

/** These cases run the documented examples against the minimal relay. */
export const exampleCases: readonly GateCase[] = [
  {
    name: "every documented example for the 13 endpoints passes through the gate unchanged",
    async run(bench) {
      for (const examples of [SANDBOX_EXAMPLES, CORE_EXAMPLES]) {
        await bench.startRelay(answerFrom(examples));
        for (const [index, example] of examples.entries()) {
          const { httpStatus, headers, body } = await play(bench, example);
          const call = `${example.method} ${example.path}`;
          expect({ call, httpStatus, body }).toEqual({ call, httpStatus: 200, body: example.response });
          expect(headers["content-type"]).toMatch(/^application\/json\b/);
          expect(headers["x-ratelimit-limit"]).toBe("20");
          expect(headers["x-ratelimit-remaining"]).toBe(String(19 - index));
          expect(headers["x-ratelimit-reset"]).toMatch(/^\d+$/);
        }
        await bench.cleanUp();
      }
    },
  },
  {
    name: "core's client calls all 13 endpoints and reads the documented responses",
    async run(bench) {
      await bench.startRelay(answerFrom(CORE_EXAMPLES));
      const { url } = bench;
      await using sendo = new Sendo({ apiKey: GATE_KEY, baseUrl: url, ca: bench.ca!, retry: false, reference: false });
      const [send, message, messages, createBrand, brand, brands, createCampaign, campaign, campaigns, ...rest] =
        CORE_EXAMPLES as readonly (DocumentedExample & { request: never; response: never })[];
      const [createWebhook, webhooks, updateWebhook, buy] = rest;
      const { id: campaignId } = (campaign!.response as Shown).campaign!;
      const { id: webhookId } = (updateWebhook!.response as Shown).webhook!;
      const one = async (read: PromiseLike<object>, shown: object | undefined): Promise<void> => {
        expect(await read).toMatchObject(shown!);
      };
      const all = async (list: AsyncIterable<unknown>, shown: readonly object[] | undefined): Promise<void> => {
        const read: unknown[] = [];
        for await (const item of list) read.push(item);
        expect(read).toMatchObject(shown!);
        expect(read).toHaveLength(shown!.length);
      };
      await one(sendo.messages.send(send!.request), { id: (send!.response as { id: string }).id });
      const { message: shownMessage } = message!.response as Shown;
      await one(sendo.messages.retrieve(shownMessage!.id), shownMessage);
      await all(sendo.messages.list({ campaign: campaignId }), (messages!.response as Shown).messages);
      await one(sendo.brands.create(createBrand!.request), (createBrand!.response as Shown).brand);
      await one(sendo.brands.retrieve((brand!.response as Shown).brand!.id), (brand!.response as Shown).brand);
      await all(sendo.brands.list(), (brands!.response as Shown).brands);
      await one(sendo.campaigns.create(createCampaign!.request), (createCampaign!.response as Shown).campaign);
      await one(sendo.campaigns.retrieve(campaignId), (campaign!.response as Shown).campaign);
      await all(sendo.campaigns.list(), (campaigns!.response as Shown).campaigns);
      const { signature, ...webhook } = (createWebhook!.response as Shown).webhook!;
      const created = await sendo.webhooks.create(campaignId, createWebhook!.request);
      expect(created).toMatchObject(webhook);
      expect(created.token?.reveal()).toBe(signature);
      expect(await sendo.webhooks.list(campaignId)).toMatchObject(
        (webhooks!.response as Shown).webhooks!.map(({ signature: _, ...shown }) => shown),
      );
      await one(sendo.webhooks.update(webhookId, updateWebhook!.request), { id: webhookId });
      await one(sendo.numbers.buy(buy!.request), buy!.response);
    },
  },
];

interface Shown {
  readonly message?: { readonly id: string };
  readonly messages?: readonly object[];
  readonly brand?: { readonly id: string };
  readonly brands?: readonly object[];
  readonly campaign?: { readonly id: string };
  readonly campaigns?: readonly object[];
  readonly webhook?: { readonly id: string; readonly signature: string };
  readonly webhooks?: readonly { readonly signature: string }[];
}

function play(bench: GateBench, { method, path, request }: DocumentedExample) {
  const authorization = `Bearer ${GATE_KEY}`;
  if (request === undefined) return bench.call({ method, path, headers: { authorization } });
  const headers = { authorization, "content-type": "application/json" };
  return bench.call({ method, path, headers, body: JSON.stringify(request) });
}

/** Returns the relay's handler. It responds only to the documented requests, and every list fits on one page. */
function answerFrom(examples: readonly DocumentedExample[]): RelayAnswer {
  return ({ method, url, body }) => {
    const asked = new URL(url, "https://relay.example");
    const example = examples.find(({ method: m, path }) => m === method && path.split("?")[0] === asked.pathname);
    if (example === undefined) throw new Error(`there is no example of ${method} ${asked.pathname}`);
    if (example.request !== undefined && !isDeepStrictEqual(body, example.request)) {
      throw new Error(`${method} ${asked.pathname} arrived with a different body`);
    }
    if (Number(asked.searchParams.get("skip")) === 0) return example.response;
    return Object.fromEntries(Object.keys(example.response).map((name) => [name, []]));
  };
}
