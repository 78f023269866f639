import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Sendo } from "../../src/index.js";
import * as fixtures from "../fixtures/registration.js";
import { answer, startCountingServer, type CountingServer } from "../support/counting-server.js";

let server: CountingServer;
let sendo: Sendo;
const lines: unknown[] = [];
const log = (...line: unknown[]): void => void lines.push(line);
beforeAll(async () => {
  server = await startCountingServer();
  sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: server.url,
    ca: server.ca,
    requestsPerSecond: false,
    logger: { debug: log, info: log, warn: log, error: log },
  });
});
afterAll(async () => {
  await sendo.close();
  await server.close();
});
beforeEach(() => {
  server.requests.length = 0;
  lines.length = 0;
});

const shownWebhook = (({ signature: _, ...rest }) => rest)(fixtures.webhook);

describe("the documented examples of the ten other endpoints, re-typed", () => {
  test.each<[string, () => PromiseLike<unknown>, string, object | undefined, object, unknown]>([
    [
      "brands.create",
      () => sendo.brands.create(fixtures.brandRequest),
      "POST /v1/brand/create",
      fixtures.brandRequest,
      { success: true, brand: fixtures.brand },
      fixtures.brand,
    ],
    [
      "brands.retrieve",
      () => sendo.brands.retrieve("q7Rt2mZa"),
      "GET /v1/brand/q7Rt2mZa",
      undefined,
      { brand: fixtures.brand },
      fixtures.brand,
    ],
    [
      "campaigns.create",
      () => sendo.campaigns.create(fixtures.campaignRequest),
      "POST /v1/campaign/create",
      fixtures.campaignRequest,
      { success: true, campaign: fixtures.newCampaign },
      fixtures.newCampaign,
    ],
    [
      "campaigns.retrieve",
      () => sendo.campaigns.retrieve("Zk81QpLm"),
      "GET /v1/campaign/Zk81QpLm",
      undefined,
      { campaign: fixtures.campaign },
      fixtures.campaign,
    ],
    [
      "numbers.buy",
      () => sendo.numbers.buy(fixtures.numberRequest),
      "POST /v1/number/buy",
      fixtures.numberRequest,
      fixtures.numberAnswer,
      fixtures.numberAnswer,
    ],
    [
      "webhooks.create",
      () => sendo.webhooks.create("Zk81QpLm", fixtures.webhookRequest),
      "POST /v1/campaign/Zk81QpLm/webhooks",
      fixtures.webhookRequest,
      { success: true, webhook: fixtures.webhook },
      expect.objectContaining(shownWebhook),
    ],
    [
      "webhooks.list",
      () => sendo.webhooks.list("Zk81QpLm"),
      "GET /v1/campaign/Zk81QpLm/webhooks",
      undefined,
      { webhooks: [fixtures.webhook] },
      [expect.objectContaining(shownWebhook)],
    ],
    [
      "webhooks.update",
      () => sendo.webhooks.update(fixtures.webhook.id, { name: "Status sink" }),
      `PATCH /v1/webhook/${fixtures.webhook.id}`,
      { name: "Status sink" },
      { success: true, webhook: fixtures.webhook },
      expect.objectContaining(shownWebhook),
    ],
  ])("%s", async (_, call, requestLine, body, reply, result) => {
    server.behave((_request, response) => answer(response, 200, reply));
    expect(await call()).toEqual(result);
    const [request] = server.requests;
    expect(`${request!.method} ${request!.url}`).toBe(requestLine);
    if (body === undefined) expect(request!.body).toBe("");
    else expect(JSON.parse(request!.body)).toEqual(body);
    expect(lines).toEqual([]); // nothing that the schemas find strange
  });

  test.each([
    ["brands", "brand", fixtures.brand],
    ["campaigns", "campaign", fixtures.campaign],
  ] as const)("%s.list", async (resource, word, item) => {
    server.behave((request, response) =>
      answer(response, 200, { [`${word}s`]: request.url.includes("skip=1") ? [] : [item] }),
    );
    const listed = [];
    for await (const each of sendo[resource].list({ limit: 50 })) listed.push(each);
    expect(listed).toEqual([item]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      `/v1/${word}/list?limit=50`,
      `/v1/${word}/list?limit=50&skip=1`,
    ]);
  });
});

test("a webhook's secret can be used and is never shown", async () => {
  server.behave((_, response) => answer(response, 200, { success: true, webhook: fixtures.webhook }));
  const webhook = await sendo.webhooks.create("Zk81QpLm", fixtures.webhookRequest);
  expect(webhook.token!.reveal()).toBe("k3Yw9TbQx27LmPz0");
  const shown = [
    inspect(webhook, { depth: 9, showHidden: true }),
    JSON.stringify(webhook),
    String(webhook.token),
  ].join();
  expect(shown).not.toContain("k3Yw9TbQx27LmPz0");
});

describe("outcomes of the writes that cost money", () => {
  const writes: [string, () => PromiseLike<unknown>][] = [
    ["brands.create", () => sendo.brands.create(fixtures.brandRequest)],
    ["campaigns.create", () => sendo.campaigns.create(fixtures.campaignRequest)],
    ["numbers.buy", () => sendo.numbers.buy(fixtures.numberRequest)],
    ["webhooks.create", () => sendo.webhooks.create("c", fixtures.webhookRequest)],
    ["webhooks.update", () => sendo.webhooks.update("w", { name: "x" })],
  ];

  test.each(writes)(
    "%s: a 500 is unknown and one request, a 400 and a success: false are rejected, a bare success is unknown",
    async (_, write) => {
      for (const [httpStatus, body, outcome] of [
        [500, { error: "x" }, "unknown"],
        [400, { error: "x" }, "rejected"],
        [200, { success: false, error: "balance" }, "rejected"],
        [200, {}, "unknown"],
      ] as const) {
        server.requests.length = 0;
        server.behave((_request, response) => answer(response, httpStatus, body));
        await expect(write()).rejects.toMatchObject({ outcome, attempts: 1 });
        expect(server.requests).toHaveLength(1);
      }
    },
  );
});

describe("input is checked before the wire", () => {
  test.each<[string, () => PromiseLike<unknown>, string]>([
    [
      "a brand without a legal name",
      () => sendo.brands.create({ ...fixtures.brandRequest, entityName: "" }),
      "entityName",
    ],
    [
      "a brand with a local number",
      () => sendo.brands.create({ ...fixtures.brandRequest, phone: "2065550100" }),
      "phone",
    ],
    [
      "a campaign without samples",
      () => sendo.campaigns.create({ ...fixtures.campaignRequest, sample2: "" }),
      "sample2",
    ],
    [
      "a campaign without a brand",
      () => sendo.campaigns.create({ ...fixtures.campaignRequest, brandId: "" }),
      "brandId",
    ],
    ["a number that is none", () => sendo.numbers.buy({ number: "555-0111", campaignId: "c" }), "number"],
    [
      "a webhook to nowhere",
      () => sendo.webhooks.create("c", { ...fixtures.webhookRequest, url: "diner.example" }),
      "url",
    ],
    [
      "a webhook for nothing",
      () => sendo.webhooks.create("c", { ...fixtures.webhookRequest, eventTypes: [] }),
      "eventTypes",
    ],
    ["a webhook of no campaign", () => sendo.webhooks.create("", fixtures.webhookRequest), "id"],
    ["an id that is another endpoint", () => sendo.campaigns.retrieve("list"), "id"],
    ["an unknown field", () => sendo.numbers.buy({ ...fixtures.numberRequest, colour: "blue" } as never), ""],
  ])("%s", async (_, call, path) => {
    await expect(call()).rejects.toMatchObject({ code: "invalid_input", issues: [{ path }] });
    expect(server.requests).toHaveLength(0);
  });
});
