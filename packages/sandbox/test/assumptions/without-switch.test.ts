import { once } from "node:events";
import type { ServerResponse } from "node:http";
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, raw, send } from "../support/api-client.js";
import { fixture } from "../support/fixture.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";

// Behaviours that no document states and that have no switch. Others are tested where the feature is: see assumptions.test.ts.

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
});
afterAll(() => sandbox.close());

test("[media-files] a sixth file is a 400, and no files are an SMS", async () => {
  const message = { campaign: sandbox.campaign, to: "+12065550142", body: "Menu" };
  const six = Array.from({ length: 6 }, () => "https://media.example/a.png");
  expect((await call(sandbox, "POST", "/v1/message/send", { ...message, mediaUrls: six })).status).toBe(400);
  const id = await send(sandbox, { mediaUrls: [] });
  expect(sandbox.message(id)).toMatchObject({ type: "SMS" });
  expect(sandbox.message(id)).not.toHaveProperty("mediaUrls");
});

test("[carrier-limits] they are shown and not enforced", async () => {
  const { body } = await call(sandbox, "GET", `/v1/campaign/${sandbox.campaign}`);
  const { smsTpmAtt } = body.campaign.limits as { smsTpmAtt: number };
  const ids = await Promise.all(Array.from({ length: smsTpmAtt + 1 }, () => send(sandbox)));
  await sandbox.clock.settle();
  expect(new Set(ids.map((id) => sandbox.message(id)!.status))).toEqual(new Set(["DELIVERED"]));
});

test("[display-name] a brand without one shows its legal name", async () => {
  const { request } = fixture("brand-create");
  const { body } = await call(sandbox, "POST", "/v1/brand/create", { ...request, displayName: undefined });
  expect(body.brand).toMatchObject({ displayName: request.entityName, vetted: false });
  expect(body.brand).not.toHaveProperty("trustScore");
});

test("[query-plus] [bad-json-400] a bare + in a query is a space, the first of two counts, an unknown one none", async () => {
  await send(sandbox, { to: "+12065550177" });
  const list = `/v1/message/list?campaign=${sandbox.campaign}&number=`;
  expect((await call(sandbox, "GET", `${list}%2B12065550177`)).body.messages).toHaveLength(1);
  expect((await call(sandbox, "GET", `${list}+12065550177`)).body.messages).toEqual([]);
  const twice = `${list}%2B12065550177&number=%2B12065550178&unknown=1`;
  expect((await call(sandbox, "GET", twice)).body.messages).toHaveLength(1);
});

test("[sandbox-headers] the sandbox says that it is one, and keeps its own date", async () => {
  const answer = await call(sandbox, "GET", "/v1/brand/list");
  expect(answer.headers).toMatchObject({ "x-sandbox": "true", date: new Date(sandbox.clock.epochMs()).toUTCString() });
  expect(answer.headers).not.toHaveProperty("x-sandbox-fault");
});

describe("[node-rejections] Node's own response, over TLS", () => {
  /** What comes back for these bytes, until the server closes the connection or has ended a response. */
  const exchange = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = tls.connect({ host: "127.0.0.1", port: Number(new URL(sandbox.url).port), ca: sandbox.ca });
      let response = "";
      socket.on("secureConnect", () => socket.write(bytes));
      socket.on("data", (chunk: Buffer) => {
        response += chunk.toString();
        if (response.endsWith("0\r\n\r\n")) socket.destroy(); // the empty body of a connection that stays open
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(response));
    });
  const get = "GET /v1/brand/list HTTP/1.1\r\nHost: sandbox\r\n";

  test.each<[string, string, RegExp]>([
    ["an Expect other than 100-continue", `${get}Expect: the-impossible\r\n\r\n`, /^HTTP\/1\.1 417 /],
    ["a line that is not HTTP", "GARBAGE\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["a header without a colon", `${get}broken\r\n\r\n`, /^HTTP\/1\.1 400 /],
    ["no Host", "GET /v1/brand/list HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["a CONNECT", "CONNECT api.sendo.dev:443 HTTP/1.1\r\nHost: sandbox\r\n\r\n", /^$/],
    // Node writes the 431 and destroys the socket at once, so that TLS may not get it out any more.
    ["headers over 16 KiB", `${get}X-Long: ${"x".repeat(16_384)}\r\n\r\n`, /^(?:HTTP\/1\.1 431 |$)/],
    ["headers over 160 KiB", `${get}X-Long: ${"x".repeat(163_840)}\r\n\r\n`, /^(?:HTTP\/1\.1 431 |$)/],
  ])("to %s has no JSON and none of the headers", async (_, bytes, expected) => {
    const before = sandbox.requests().length;
    const response = await exchange(bytes);
    expect(response).toMatch(expected);
    expect(response).not.toMatch(/ratelimit|x-sandbox|content-type|[{}]/i);
    expect(sandbox.requests()).toHaveLength(before);
  });
});

test("[optin-event] START and SUBSCRIBE opt in, and raise message.incoming only", async () => {
  for (const word of ["START", "SUBSCRIBE"]) {
    const phone = sandbox.phone("+12065550188");
    phone.text("STOP");
    await sandbox.clock.settle();
    const before = sandbox.events().length;
    phone.text(word);
    expect(
      sandbox
        .events()
        .slice(before)
        .map(({ type }) => type),
    ).toEqual(["message.incoming"]);
    await sandbox.clock.settle();
    const id = await send(sandbox, { to: "+12065550188" });
    await sandbox.clock.settle();
    expect(sandbox.message(id)!.status).toBe("DELIVERED");
  }
});

test("[optin-event] [keyword-defaults] consent holds for the whole campaign", async () => {
  const phone = "+12065550187";
  const [first, second] = sandbox.numbers;
  sandbox.phone(phone).text("STOP", { to: first! });
  const id = await send(sandbox, { to: phone, from: second });
  await sandbox.clock.settle();
  expect(sandbox.message(id)!.status).toBe("FAILED");
});

test("[other-scheme-401] another scheme is a missing key, and Bearer may be written in any case", async () => {
  const status = async (authorization: string): Promise<number> =>
    (await raw(sandbox, { path: "/v1/brand/list", headers: { authorization } })).status;
  const basic = Buffer.from(`${sandbox.apiKey}:`).toString("base64");
  expect(await Promise.all([`Basic ${basic}`, sandbox.apiKey, `Token ${sandbox.apiKey}`].map(status))).toEqual([
    401, 401, 401,
  ]);
  expect(await Promise.all([`bearer ${sandbox.apiKey}`, `BEARER ${sandbox.apiKey}`].map(status))).toEqual([200, 200]);
});

test("[rate-unknown-key] [rate-window] only a known key is counted, and its errors count too", async () => {
  await using limited = await startSandbox({ clock: "manual", requestsPerSecond: 5 });
  const remaining = async (path: string, authorization: string): Promise<unknown[]> => {
    const { status, headers } = await raw(limited, { path, headers: { authorization } });
    return [status, headers["x-ratelimit-remaining"]];
  };
  const key = `Bearer ${limited.apiKey}`;
  expect(await remaining("/v1/brand/none", key)).toEqual([404, "4"]);
  expect(await remaining("/v1/brand/list", "")).toEqual([401, "5"]);
  expect(await remaining("/v1/brand/list", "Bearer unknown")).toEqual([403, "5"]);
  expect(await remaining("/nowhere", key)).toEqual([404, "3"]);
});

test("[connection] a client that offers HTTP/2 gets HTTP/1.1", async () => {
  const port = Number(new URL(sandbox.url).port);
  const socket = tls.connect({ host: "127.0.0.1", port, ca: sandbox.ca, ALPNProtocols: ["h2", "http/1.1"] });
  await once(socket, "secureConnect");
  expect(socket.alpnProtocol).toBe("http/1.1");
  socket.destroy();
});

test("[default-sender] [send-refusals-400] without from, the campaign's first active number sends", async () => {
  expect(sandbox.message(await send(sandbox))!.from).toBe(sandbox.numbers[0]);
  await using own = await startSandbox({ clock: "manual", review: { numbers: "by-hand" } });
  const campaign = own.pendingCampaign;
  own.approveCampaign(campaign);
  for (const number of ["+14155550151", "+14155550152"]) {
    await call(own, "POST", "/v1/number/buy", { number, campaignId: campaign });
  }
  await expect(send(own, { campaign })).rejects.toThrow("400");
  own.activateNumber("+14155550152");
  expect(own.message(await send(own, { campaign }))!.from).toBe("+14155550152");
});

test("[sent-at] an inbound message was sent 0.8 seconds before it arrived", () => {
  const { sentAt, createdAt } = sandbox.phone("+12065550186").text("Hello");
  expect(Date.parse(createdAt) - Date.parse(sentAt!)).toBe(800);
});

test("[scheduling] no field of a send schedules it", async () => {
  const id = await send(sandbox, {
    scheduledAt: "2030-01-01T00:00:00.000Z",
    scheduledTime: "2030-01-01T00:00:00.000Z",
  });
  await sandbox.clock.settle();
  expect(sandbox.message(id)).toMatchObject({ status: "DELIVERED" });
  expect(sandbox.message(id)).not.toHaveProperty("scheduledAt");
});

test("[automatic-answers] each STOP is answered and raises its event, and replies are messages in the list", async () => {
  const own = sandbox.tenant();
  for (let times = 0; times < 2; times += 1) own.phone("+12065550185").text("STOP");
  await sandbox.clock.settle();
  expect(own.events("recipient.optout")).toHaveLength(2);
  const { messages } = (await call(own, "GET", `/v1/message/list?campaign=${own.campaign}&direction=OUTBOUND`)).body;
  expect(messages).toMatchObject([{ status: "DELIVERED" }, { status: "DELIVERED" }]);
  for (const { body } of messages) expect(body).toMatch(/^NETWORK MSG: /);
});

test("[no-balance] nothing is charged, however much is created and bought", async () => {
  const own = sandbox.tenant();
  const { brandId } = (await call(own, "GET", `/v1/campaign/${own.campaign}`)).body.campaign;
  for (let index = 0; index < 10; index += 1) {
    const campaign = { ...fixture("campaign-create").request, brandId };
    expect((await call(own, "POST", "/v1/campaign/create", campaign)).status).toBe(200);
    const purchase = { number: `+1415555010${index}`, campaignId: own.campaign };
    expect((await call(own, "POST", "/v1/number/buy", purchase)).status).toBe(200);
  }
});

describe("webhooks", () => {
  test("[webhook-order] an event does not wait for an earlier one that failed", async () => {
    await using receiver = await startReceiver();
    await using own = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    receiver.answer = (response, { event }) => response.writeHead(event.message.body === "First" ? 500 : 200).end();
    own.phone().text("First");
    await own.clock.settle();
    own.phone().text("Second");
    await own.clock.settle();
    expect(own.webhooks.deliveries().map(({ state }) => state)).toEqual(["waiting", "delivered"]);
  });

  test("[webhook-order] 64 deliveries run concurrently, and no more", async () => {
    await using receiver = await startReceiver();
    await using own = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    const held: ServerResponse[] = [];
    const full = new Promise<void>((resolve) => {
      receiver.answer = (response) => {
        if (held.push(response) === 64) resolve();
      };
    });
    for (let index = 0; index < 70; index += 1) own.phone(PHONE).text(`Message ${index}`);
    await full;
    for (let index = 0; index < 5; index += 1) await call(own, "GET", "/v1/brand/list"); // time for one more to arrive
    expect(receiver.received).toHaveLength(64);
    receiver.answer = (response) => response.end();
    for (const response of held) response.end();
    await own.clock.settle();
    expect(receiver.received).toHaveLength(70);
  });

  test("[webhook-headers] a delivery has the token, and no header that an app could rely on", async () => {
    await using receiver = await startReceiver();
    await using own = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    own.phone().text("Hello");
    await own.clock.settle();
    const { headers } = receiver.received[0]!;
    expect(Object.keys(headers).sort()).toEqual(
      ["connection", "content-length", "content-type", "host", "user-agent", "x-webhook-token"].sort(),
    );
    expect(headers).toMatchObject({
      connection: "close",
      "content-type": "application/json",
      "user-agent": "sendo-sandbox",
      "x-webhook-token": own.webhookToken,
    });
  });

  test("[webhook-edges] [webhook-object] a URL with a password is a 400, two webhooks may share a URL, none can be deleted", async () => {
    const own = sandbox.tenant();
    const path = `/v1/campaign/${own.campaign}/webhooks`;
    const webhook = { url: "http://127.0.0.1:9/hook", eventTypes: ["message.status"] };
    const secret = { ...webhook, url: "http://user:secret@127.0.0.1:9/hook" };
    expect((await call(own, "POST", path, secret)).status).toBe(400);
    const first = (await call(own, "POST", path, webhook)).body.webhook;
    const second = (await call(own, "POST", path, webhook)).body.webhook;
    const { webhooks } = (await call(own, "GET", path)).body;
    expect(webhooks).toEqual([second, first]);
    expect((await call(own, "DELETE", `/v1/webhook/${first.id}`)).status).toBe(405);
  });
});
