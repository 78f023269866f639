import net from "node:net";
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { startSandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";

const SAFE_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

describe("refuses", () => {
  test.each<[string, number, Record<string, string | undefined>]>([
    ["a name that somebody points to this machine", 403, { host: "evil.example" }],
    ["such a name with our port", 403, { host: "evil.example:8444" }],
    ["a name that begins like ours", 403, { host: "localhost.evil.example" }],
    ["another machine's address", 403, { host: "192.168.0.10" }],
    ["another origin", 403, { origin: "https://evil.example" }],
    ["the null origin", 403, { origin: "null" }],
    ["another port of this machine", 403, { origin: "http://127.0.0.1:1" }],
    ["no token", 401, { "x-sandbox-token": undefined }],
    ["an empty token", 401, { "x-sandbox-token": "" }],
    ["a wrong token", 401, { "x-sandbox-token": "x".repeat(32) }],
  ])("%s", async (_, status, headers) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    for (const [method, path, body] of [
      ["GET", "/messages", undefined],
      ["GET", "/ca.pem", undefined],
      ["POST", `/phones/${PHONE}/text`, { body: "Hello" }],
    ] as const) {
      const answer = await control(sandbox, method, path, { headers, body });
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({ error: expect.any(String) });
      expect(answer.headers).toMatchObject(SAFE_HEADERS);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    expect(sandbox.messages()).toEqual([]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
    "a POST of the kind that a browser sends without asking (%j)",
    async (type) => {
      await using sandbox = await startSandbox();
      const answer = await control(sandbox, "POST", `/phones/${PHONE}/text`, {
        headers: { "content-type": type },
        body: '{"body":"Hello"}',
      });
      expect(answer.status).toBe(415);
      expect(sandbox.messages()).toEqual([]);
    },
  );

  test("a request without Host", async () => {
    await using sandbox = await startSandbox();
    const socket = net.connect(Number(new URL(sandbox.controlUrl).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.end(`GET /_sandbox/v1/messages HTTP/1.0\r\nx-sandbox-token: ${sandbox.controlToken}\r\n\r\n`);
    await new Promise((resolve) => socket.on("close", resolve));
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });

  test("a preflight request", async () => {
    await using sandbox = await startSandbox();
    const answer = await control(sandbox, "OPTIONS", "/messages", {
      headers: { origin: "https://evil.example", "x-sandbox-token": undefined },
    });
    expect(answer.status).toBe(403);
  });

  test("webhook targets on other machines, for as long as nobody allowed them", async () => {
    await using sandbox = await startSandbox();
    const answer = await control(sandbox, "POST", "/webhooks", { body: { url: "https://evil.example/hook" } });
    expect(answer.status).toBe(403);
    expect(sandbox.webhooks.list()).toEqual([]);
  });

  test("what it cannot read", async () => {
    await using sandbox = await startSandbox();
    const status = async (method: string, path: string, body?: unknown): Promise<number> =>
      (await control(sandbox, method, path, { body })).status;
    expect(await status("GET", "/nowhere")).toBe(404);
    expect(await status("GET", "/../v1/message/list")).toBe(404);
    expect(await status("PUT", "/messages", {})).toBe(405);
    expect(await status("GET", "/messages/none")).toBe(404);
    expect(await status("GET", "/messages?limit=0")).toBe(400);
    expect(await status("POST", `/phones/${PHONE}/text`, "{")).toBe(400);
    expect(await status("POST", `/phones/${PHONE}/text`, {})).toBe(400);
    expect(await status("POST", `/phones/${PHONE}/text`, { body: "" })).toBe(400);
    expect(await status("POST", "/phones/2065550142/text", { body: "x" })).toBe(400);
    expect(await status("POST", `/phones/${PHONE}/text`, { body: "x", to: "+19995550100" })).toBe(404);
    expect(await status("POST", `/phones/${PHONE}/text`, { body: "x".repeat(300_000) })).toBe(413);
    expect(await status("POST", "/clock/advance", { by: "soon" })).toBe(400);
    expect(await status("POST", "/clock/speed", { speed: 0 })).toBe(400);
  });
});

test("its own origin may use it", async () => {
  await using sandbox = await startSandbox();
  const host = new URL(sandbox.controlUrl).host;
  expect((await control(sandbox, "GET", "/messages", { headers: { host, origin: `http://${host}` } })).status).toBe(
    200,
  );
});

test("another process can do what a test can", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });

  const info = await control(sandbox, "GET", "/info");
  expect(info.headers).toMatchObject(SAFE_HEADERS);
  expect(info.body).toMatchObject({
    tenant: "default",
    campaign: sandbox.campaign,
    env: sandbox.env,
    clock: { mode: "manual" },
  });
  const pem = await control(sandbox, "GET", "/ca.pem");
  expect(new X509Certificate(pem.text).toString()).toBe(new X509Certificate(sandbox.ca).toString());
  expect(pem.headers).toMatchObject(SAFE_HEADERS);

  const added = await control(sandbox, "POST", "/webhooks", {
    body: { url: receiver.url, eventTypes: ["message.incoming"], token: "control-token" },
  });
  expect(added.body.webhook).toMatchObject({
    url: receiver.url,
    token: "control-token",
    eventTypes: ["message.incoming"],
  });
  expect((await control(sandbox, "GET", "/webhooks")).body.webhooks).toEqual([added.body.webhook]);

  receiver.answer = (response) => response.writeHead(500).end();
  const id = await send(sandbox);
  const texted = await control(sandbox, "POST", `/phones/${encodeURIComponent(PHONE)}/text`, {
    body: { body: "On my way" },
  });
  expect(texted.body.message).toMatchObject({ direction: "INBOUND", from: PHONE, body: "On my way" });
  const advanced = await control(sandbox, "POST", "/clock/advance", { body: { by: "1m" } });
  expect(advanced.body).toMatchObject({ mode: "manual", now: new Date(sandbox.clock.epochMs()).toISOString() });

  expect((await control(sandbox, "GET", "/deliveries")).body.deliveries).toMatchObject([
    {
      url: receiver.url,
      state: "waiting",
      attempts: [
        { number: 1, httpStatus: 500 },
        { number: 2, httpStatus: 500 },
      ],
    },
  ]);
  expect((await control(sandbox, "GET", `/messages/${id}`)).body.message).toMatchObject({ id, status: "DELIVERED" });
  expect((await control(sandbox, "GET", "/messages")).body.messages).toHaveLength(2);
  expect((await control(sandbox, "GET", "/messages?limit=1")).body.messages).toMatchObject([{ body: "On my way" }]);
  expect((await control(sandbox, "GET", "/messages?number=%2B12065559999")).body.messages).toEqual([]);
  expect((await control(sandbox, "GET", `/phones/${PHONE}/messages`)).body.messages).toMatchObject([
    { id },
    { body: "On my way" },
  ]);
  expect((await control(sandbox, "GET", "/requests")).body.requests).toMatchObject([
    { method: "POST", route: "/v1/message/send", status: 200 },
  ]);
});

test("a campaign can be approved", async () => {
  await using sandbox = await startSandbox();
  const id = sandbox.pendingCampaign;
  expect((await control(sandbox, "POST", `/campaigns/${id}/approve`, { body: {} })).body.campaigns).toMatchObject([
    { id: sandbox.campaign, status: "ACTIVE", numbers: sandbox.numbers },
    { id, status: "ACTIVE", numbers: [] },
  ]);
  expect((await call(sandbox, "GET", `/v1/campaign/${id}`)).body.campaign.status).toBe("ACTIVE");
  expect((await control(sandbox, "POST", "/campaigns/Unknown1/approve", { body: {} })).status).toBe(400);
});

test("a key chooses the tenant", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const other = sandbox.tenant();
  await control(sandbox, "POST", `/phones/${PHONE}/text`, {
    headers: { "x-sandbox-key": other.apiKey },
    body: { body: "Hello" },
  });
  expect(other.messages()).toHaveLength(1);
  expect(sandbox.messages()).toHaveLength(0);
  expect((await control(sandbox, "GET", "/info", { headers: { "x-sandbox-key": "sandbox_nobody" } })).status).toBe(403);
});

test("untrusted message bodies are returned as data, never as markup", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const body = "<script>alert(1)</script> &amp; \u2028";
  await control(sandbox, "POST", `/phones/${PHONE}/text`, { body: { body } });
  const answer = await control(sandbox, "GET", "/messages");
  expect(answer.body.messages[0].body).toBe(body);
  expect(answer.text).not.toMatch(/[<>&\u2028]/);
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
});
