import http from "node:http";
import { expect, test } from "vitest";
import { startSandbox, type Problem, type Sandbox } from "../../src/index.js";
import { call, raw, send } from "../support/api-client.js";

const SEND = "/v1/message/send";
const CANARY = "sk_live_canary-4155559999";

function codes(problems: readonly Problem[]): string[] {
  return problems.map(({ code }) => code);
}

async function make(sandbox: Sandbox): Promise<void> {
  const { campaign } = sandbox;
  const message = { campaign, to: "+12065550142", body: "canary" };
  await raw(sandbox, { path: "/v1/message/list" });
  await raw(sandbox, { path: "/v1/message/list", headers: { authorization: `Bearer ${CANARY}` } });
  await raw(sandbox, { path: "/v1/message/list", headers: { authorization: "Bearer sandbox_canary" } });
  await call(sandbox, "GET", "/v1/messages/+14155559999/canary-4155559999?token=canary");
  await call(sandbox, "DELETE", "/v1/message/canary-4155559999");
  await call(sandbox, "POST", SEND, {
    ...message,
    mediaUrl: "https://canary.example",
    "+14155559999": 1,
    __proto__: 1,
  });
  await call(sandbox, "POST", SEND, { ...message, to: "4155559999" });
  await call(sandbox, "GET", `/v1/message/list?campaign=${campaign}&status=SENT`);
}

test("each mistake has an entry with a fix, without bodies, keys or numbers", async () => {
  await using sandbox = await startSandbox({ requestsPerSecond: false });
  await make(sandbox);
  expect(sandbox.problems().map(({ code, message, tenant }) => [code, tenant, message])).toEqual([
    [
      "missing_key",
      undefined,
      expect.stringMatching(/had no API key\. Pass the sandbox's clientOptions to the client, or set SENDO_/),
    ],
    [
      "foreign_key",
      undefined,
      expect.stringMatching(/does not begin with sandbox_\. The sandbox did not store it\. Do not use real keys/),
    ],
    ["wrong_key", undefined, expect.stringMatching(/the key of another sandbox run or of a dropped tenant/)],
    [
      "unknown_endpoint",
      "default",
      "GET /v1/messages/…/…: Sendo does not document this endpoint. docs.sendo.dev lists the documented endpoints.",
    ],
    ["wrong_method", "default", "DELETE /v1/message/…: use the documented method, GET."],
    [
      "unknown_field",
      "default",
      'POST /v1/message/send does not have the field "mediaUrl", "…". The sandbox ignores it, but Sendo might not. Its fields are campaign, body, to, from, mediaUrls, metadata.',
    ],
    [
      "bad_request",
      "default",
      'POST /v1/message/send returned 400: "to" must be a phone number in E.164 format, such as +12065550142.',
    ],
    [
      "unknown_field",
      "default",
      'GET /v1/message/list does not have the field "status". The sandbox ignores it, but Sendo might not. Its fields are campaign, limit, skip, direction, number.',
    ],
  ]);
  expect(JSON.stringify(sandbox.problems())).not.toMatch(/canary|4155559999|sandbox_Wq/);
});

test("`__proto__` is a field like any other", async () => {
  await using sandbox = await startSandbox();
  const body = `{"campaign":"${sandbox.campaign}","to":"+12065550142","body":"x","__proto__":{"a":1}}`;
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" };
  expect((await raw(sandbox, { method: "POST", path: SEND, headers, body })).status).toBe(200);
  expect(sandbox.problems()).toMatchObject([
    { code: "unknown_field", message: expect.stringContaining('"__proto__"') },
  ]);
});

test("what the API documents is no problem: a right send, an id that does not exist, a spent limit", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: 2 });
  await send(sandbox, { metadata: { anything: "goes" } });
  expect((await call(sandbox, "GET", "/v1/message/none")).status).toBe(404);
  expect((await call(sandbox, "GET", "/v1/message/none")).status).toBe(429);
  expect(sandbox.problems()).toEqual([]);
});

test("plain HTTP is one", async () => {
  await using sandbox = await startSandbox();
  const status = await new Promise((resolve, reject) => {
    http
      .get(sandbox.url.replace("https:", "http:"), { agent: false }, (response) =>
        resolve(response.resume().statusCode),
      )
      .on("error", reject);
  });
  expect(status).toBe(400);
  expect(codes(sandbox.problems())).toEqual(["plain_http"]);
});

test("the same problem is one entry that counts, and each tenant sees its own", async () => {
  await using sandbox = await startSandbox({ requestsPerSecond: false });
  const other = sandbox.tenant();
  for (let count = 0; count < 3; count += 1) await send(other, { subject: "x" });
  await send(sandbox, { subject: "x" });
  expect(other.problems()).toMatchObject([{ code: "unknown_field", count: 3, tenant: other.name }]);
  expect(sandbox.problems().map(({ tenant, count }) => [tenant, count])).toEqual([
    [other.name, 3],
    ["default", 1],
  ]);
  sandbox.reset();
  expect(sandbox.problems().map(({ tenant }) => tenant)).toEqual([other.name]);
});
