import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { fixture } from "../support/fixture.js";
import type { Json } from "../support/json.js";
import { startReceiver } from "../support/receiver.js";
import { shape } from "../support/shape.js";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
});
afterAll(() => sandbox.close());

async function post(path: string, body: unknown): Promise<Json> {
  const answer = await call(sandbox, "POST", path, body);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function get(path: string): Promise<Json> {
  const answer = await call(sandbox, "GET", path);
  expect(answer.status).toBe(200);
  return answer.body;
}

describe("brands", () => {
  test("[create-200] [reseller] [list-order-registration] create, retrieve, list", async () => {
    const { request, response } = fixture("brand-create");
    const created = await post("/v1/brand/create", request);
    expect(shape(created)).toEqual(shape(response));
    const { id: _id, createdAt: _c, updatedAt: _u, ...content } = response.brand;
    expect(created.brand).toMatchObject(content);
    expect(created.brand.id).toMatch(/^[A-Za-z0-9]{8}$/);
    expect(await get(`/v1/brand/${created.brand.id}`)).toEqual({ brand: created.brand });
    const { brands } = await get("/v1/brand/list");
    expect(brands[0]).toEqual(created.brand);
    expect(brands).toHaveLength(2);
    expect((await get("/v1/brand/list?skip=1")).brands).toHaveLength(1);
  });

  test.each([
    "entityType",
    "entityName",
    "ein",
    "website",
    "privacyLink",
    "street",
    "city",
    "state",
    "postalCode",
    "country",
    "firstName",
    "lastName",
    "email",
    "phone",
  ])("[required-fields] %s is required, and checked", async (name) => {
    const { request } = fixture("brand-create");
    for (const value of [undefined, 7, ""]) {
      const answer = await call(sandbox, "POST", "/v1/brand/create", { ...request, [name]: value });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ success: false, error: expect.stringContaining(`"${name}"`) });
    }
  });

  test.each<[string, string]>([
    ["entityType", "PUBLIC_PROFIT"],
    ["ein", "001234567"],
    ["website", "javascript:alert(1)"],
    ["state", "Washington"],
    ["postalCode", "9840"],
    ["country", "USA"],
    ["email", "hello"],
    ["phone", "2535550103"],
  ])("[required-fields] %s %j is refused", async (name, value) => {
    const { request } = fixture("brand-create");
    expect((await call(sandbox, "POST", "/v1/brand/create", { ...request, [name]: value })).status).toBe(400);
  });
});

describe("campaigns", () => {
  async function create(fields: object = {}): Promise<Json> {
    const { brands } = await get("/v1/brand/list");
    return post("/v1/campaign/create", { ...fixture("campaign-create").request, brandId: brands.at(-1).id, ...fields });
  }

  test("[null-limits] [number-buy] [keyword-defaults] create, retrieve, list; nothing can be sent or bought before approval", async () => {
    const { response } = fixture("campaign-create");
    const { success, campaign } = await create();
    expect(shape({ success, campaign })).toEqual(shape(response));
    const { id: _i, brandId: _b, createdAt: _c, updatedAt: _u, details, ...content } = response.campaign;
    const { optinMessage: _1, optoutMessage: _2, helpMessage: _3, ...words } = details;
    expect(campaign).toMatchObject({ ...content, details: words });
    expect(await get(`/v1/campaign/${campaign.id}`)).toEqual({ campaign });
    expect((await get("/v1/campaign/list")).campaigns[0]).toEqual(campaign);

    const message = { campaign: campaign.id, to: "+12065550142", body: "x" };
    const purchase = { number: "+12535550177", campaignId: campaign.id };
    const tooEarly = {
      status: 400,
      body: { success: false, error: expect.stringMatching(/not approved yet|not fully provisioned/) },
    };
    expect(await call(sandbox, "POST", "/v1/message/send", message)).toMatchObject(tooEarly);
    expect(await call(sandbox, "POST", "/v1/number/buy", purchase)).toMatchObject(tooEarly);

    sandbox.approveCampaign(campaign.id);
    const approved = (await get(`/v1/campaign/${campaign.id}`)).campaign;
    expect(approved).toMatchObject({ status: "ACTIVE", monthlyFee: 1000, limits: { smsTpmAtt: expect.any(Number) } });
    expect((await call(sandbox, "POST", "/v1/message/send", message)).body.error).toMatch(/no active number/);
    await post("/v1/number/buy", purchase);
    const { id } = await post("/v1/message/send", message);
    await sandbox.clock.settle();
    expect(sandbox.message(id)).toMatchObject({ status: "DELIVERED", from: purchase.number });
    expect(sandbox.phone("+12065550142").text("STOP").campaignId).toBe(campaign.id);
    await sandbox.clock.settle();
    expect(sandbox.phone("+12065550142").messages().at(-1)!.from).toBe(purchase.number);
    expect((await get(`/v1/message/list?campaign=${campaign.id}`)).messages).toHaveLength(3);
    expect((await get(`/v1/message/list?campaign=${sandbox.campaign}`)).messages).toHaveLength(0);
    expect(() => sandbox.approveCampaign("Unknown1")).toThrow(expect.objectContaining({ code: "option_invalid" }));
  });

  test("[list-order-registration] the two of the start are listed, newest first, and pages work", async () => {
    const own = sandbox.tenant();
    const { campaigns } = (await call(own, "GET", "/v1/campaign/list")).body;
    expect(campaigns.map(({ id, status }: Json) => [id, status])).toEqual([
      [own.pendingCampaign, "PENDING"],
      [own.campaign, "ACTIVE"],
    ]);
    expect(campaigns[0]).not.toHaveProperty("numbers");
    const second = (await call(own, "GET", "/v1/campaign/list?limit=1&skip=1")).body.campaigns;
    expect(second).toEqual([campaigns[1]]);
  });

  test.each<[string, unknown]>([
    ["usecase", "MIXED"],
    ["usecase", { MARKETING: true }],
    ["brandId", "Unknown1"],
    ["displayName", undefined],
    ["description", ""],
    ["consentFlow", null],
    ["sample1", undefined],
    ["sample2", 7],
    ["sample5", 7],
    ["screenshotUrl", "not a url"],
    ["isLowVolume", "yes"],
  ])("[required-fields] [usecase] %s %j is refused", async (name, value) => {
    const { brands } = await get("/v1/brand/list");
    const request = { ...fixture("campaign-create").request, brandId: brands[0].id, [name]: value };
    const answer = await call(sandbox, "POST", "/v1/campaign/create", request);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(`"${name}"`);
  });
});

describe("webhooks", () => {
  test("[webhook-token] create, list; the token is the signature", async () => {
    await using receiver = await startReceiver();
    const own = sandbox.tenant();
    const { request, response } = fixture("webhook-create");
    const given = { ...request, url: receiver.url, numbers: [own.number] };
    const { body, status } = await call(own, "POST", `/v1/campaign/${own.campaign}/webhooks`, given);
    expect(status).toBe(200);
    expect(shape(body)).toEqual(shape(response));
    expect(body.webhook).toMatchObject({ ...given, campaignId: own.campaign });
    expect(body.webhook.signature).toMatch(/^[A-Za-z0-9]{16}$/);
    expect(body.webhook.signature).not.toBe(own.webhookToken);
    expect((await call(own, "GET", `/v1/campaign/${own.campaign}/webhooks`)).body).toEqual({
      webhooks: [body.webhook],
    });
    own.phone("+12065550142").text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received.map(({ headers }) => headers["x-webhook-token"])).toEqual([body.webhook.signature]);
  });

  test("[webhook-patch-numbers] a PATCH changes what it names and keeps the rest; an empty list of numbers means all", async () => {
    const { request } = fixture("webhook-create");
    const { webhook } = await post(`/v1/campaign/${sandbox.campaign}/webhooks`, request);
    const patch = async (fields: object): Promise<Json> =>
      (await call(sandbox, "PATCH", `/v1/webhook/${webhook.id}`, fields)).body;
    expect(await patch({})).toEqual({ success: true, webhook });
    expect(await patch({ name: "Bar" })).toEqual({ success: true, webhook: { ...webhook, name: "Bar" } });
    expect((await patch({ url: "http://127.0.0.1:1/", eventTypes: ["message.status"] })).webhook).toEqual({
      ...webhook,
      name: "Bar",
      url: "http://127.0.0.1:1/",
      eventTypes: ["message.status"],
    });
    expect((await patch({ numbers: [] })).webhook.numbers).toEqual([]);
    const before = (await patch({})).webhook;
    expect(await patch({ name: "Changed", eventTypes: ["message.unknown"] })).toMatchObject({ success: false });
    expect((await patch({})).webhook).toEqual(before);
  });

  test("[webhook-object] [webhook-edges] without a name and numbers", async () => {
    const { webhook } = await post(`/v1/campaign/${sandbox.campaign}/webhooks`, {
      url: "http://127.0.0.1:1/",
      eventTypes: ["message.status", "message.status"],
    });
    expect(webhook).not.toHaveProperty("name");
    expect(webhook).toMatchObject({ numbers: [], eventTypes: ["message.status"] });
  });

  test.each<[string, unknown]>([
    ["url", undefined],
    ["url", "https://example.com/hook"],
    ["url", "ftp://127.0.0.1/"],
    ["eventTypes", undefined],
    ["eventTypes", []],
    ["eventTypes", ["message.unknown"]],
    ["numbers", ["+19995550100"]],
    ["numbers", "+14155550111"],
    ["name", 7],
  ])("[webhook-edges] %s %j is refused", async (name, value) => {
    const path = `/v1/campaign/${sandbox.campaign}/webhooks`;
    const answer = await call(sandbox, "POST", path, { ...fixture("webhook-create").request, [name]: value });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(`"${name}"`);
  });

  test.each([
    ["POST", "/v1/campaign/Unknown1/webhooks"],
    ["GET", "/v1/campaign/Unknown1/webhooks"],
    ["GET", "/v1/campaign/Unknown1"],
    ["GET", "/v1/brand/Unknown1"],
    ["PATCH", "/v1/webhook/0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1"],
  ])("[id-404-parameter-400] %s %s answers 404", async (method, path) => {
    const answer = await call(sandbox, method, path, method === "GET" ? undefined : fixture("webhook-create").request);
    expect(answer.status).toBe(404);
    expect(answer.body.error).toEqual(expect.any(String));
  });
});

describe("number/buy", () => {
  test("[number-buy] [create-200] adds a number that can be used", async () => {
    await using own = await startSandbox({ clock: "manual" });
    const { request, response } = fixture("number-buy");
    const answer = await call(own, "POST", "/v1/number/buy", request);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(response);
    expect(own.message(await send(own, { from: request.number }))!.from).toBe(request.number);
    expect((await call(own, "POST", "/v1/number/buy", request)).status).toBe(400);
  });

  test.each<[string, object]>([
    ["a toll-free number", { number: "+18885550188" }],
    ["a number of another country", { number: "+442079460000" }],
    ["something else", { number: "12535550188" }],
    ["no number", { number: undefined }],
    ["an unknown campaign", { campaignId: "Unknown1" }],
    ["a campaign that waits for approval", { campaignId: "Hc52wLpd" }],
  ])("[number-buy] refuses %s", async (_, fields) => {
    const request = { ...fixture("number-buy").request, number: "+12535550166", ...fields };
    const answer = await call(sandbox, "POST", "/v1/number/buy", request);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ success: false, error: expect.any(String) });
  });
});

test("list is no id, here either", async () => {
  for (const path of ["/v1/brand/list", "/v1/campaign/list"]) {
    expect(Object.keys(await get(path))).toEqual([`${path.split("/")[2]}s`]);
    expect((await call(sandbox, "GET", `${path}?limit=0`)).status).toBe(400);
  }
});
