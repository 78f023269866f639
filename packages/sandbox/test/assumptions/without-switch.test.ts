import { afterAll, beforeAll, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, raw, send } from "../support/api-client.js";
import { fixture } from "../support/fixture.js";

// Behaviours that no document states and that have no switch: each test is named after its entry of ASSUMPTIONS.

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
});
afterAll(() => sandbox.close());

test("media-files: a sixth file is a 400, and no files are an SMS", async () => {
  const message = { campaign: sandbox.campaign, to: "+12065550142", body: "Menu" };
  const six = Array.from({ length: 6 }, () => "https://media.example/a.png");
  expect((await call(sandbox, "POST", "/v1/message/send", { ...message, mediaUrls: six })).status).toBe(400);
  const id = await send(sandbox, { mediaUrls: [] });
  expect(sandbox.message(id)).toMatchObject({ type: "SMS" });
  expect(sandbox.message(id)).not.toHaveProperty("mediaUrls");
});

test("carrier-limits: they are shown and not enforced", async () => {
  const { body } = await call(sandbox, "GET", `/v1/campaign/${sandbox.campaign}`);
  const { smsTpmAtt } = body.campaign.limits as { smsTpmAtt: number };
  const ids = await Promise.all(Array.from({ length: smsTpmAtt + 1 }, () => send(sandbox)));
  await sandbox.clock.settle();
  expect(new Set(ids.map((id) => sandbox.message(id)!.status))).toEqual(new Set(["DELIVERED"]));
});

test("display-name: a brand without one shows its legal name", async () => {
  const { request } = fixture("brand-create");
  const { body } = await call(sandbox, "POST", "/v1/brand/create", { ...request, displayName: undefined });
  expect(body.brand).toMatchObject({ displayName: request.entityName, vetted: false });
  expect(body.brand).not.toHaveProperty("trustScore");
});

test("query-plus: a bare + in a query is a space", async () => {
  await send(sandbox, { to: "+12065550177" });
  const list = `/v1/message/list?campaign=${sandbox.campaign}&number=`;
  expect((await call(sandbox, "GET", `${list}%2B12065550177`)).body.messages).toHaveLength(1);
  expect((await call(sandbox, "GET", `${list}+12065550177`)).body.messages).toEqual([]);
});

test("sandbox-headers: the sandbox says that it is one, and keeps its own date", async () => {
  const answer = await call(sandbox, "GET", "/v1/brand/list");
  expect(answer.headers).toMatchObject({ "x-sandbox": "true", date: new Date(sandbox.clock.epochMs()).toUTCString() });
  expect(answer.headers).not.toHaveProperty("x-sandbox-fault");
});

test("node-rejections: Node itself rejects long headers and an unknown Expect, without JSON and without headers", async () => {
  const authorization = `Bearer ${sandbox.apiKey}`;
  const answer = await raw(sandbox, { path: "/v1/brand/list", headers: { authorization, expect: "the-impossible" } });
  expect([answer.status, answer.text]).toEqual([417, ""]);
  expect(answer.headers).not.toHaveProperty("x-ratelimit-limit");
  // Node writes 431 and destroys the socket: over TLS the client may see only its end.
  const long = raw(sandbox, { path: "/v1/brand/list", headers: { authorization, "x-long": "x".repeat(16_384) } });
  expect([431, "closed"]).toContain(
    await long.then(
      ({ status }) => status,
      () => "closed",
    ),
  );
});

test("optin-event: START and SUBSCRIBE opt in, and raise message.incoming only", async () => {
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
