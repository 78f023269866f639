import http from "node:http";
import { expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import type { Json } from "../support/json.js";

const ANN = "+12065550142";
const BOB = "+12065550143";

interface Ask {
  readonly method?: string;
  readonly body?: object;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

function ask(
  sandbox: Sandbox,
  path: string,
  { method, body, key, signal }: Ask = {},
): Promise<{ status: number; body: Json }> {
  const { port } = new URL(sandbox.controlUrl);
  const headers = {
    "x-sandbox-token": sandbox.controlToken,
    "content-type": "application/json",
    ...(key !== undefined && { "x-sandbox-key": key }),
  };
  const verb = method ?? (body === undefined ? "GET" : "POST");
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port, method: verb, path: `/_sandbox/v1${path}`, headers, agent: false, signal },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => resolve({ status: response.statusCode!, body: JSON.parse(text) }));
      },
    );
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test("a tenant is made, used, reset and dropped by its key; the default one stays", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const { tenant } = (await ask(sandbox, "/tenants", { body: { seed: "7" } })).body;
  expect(tenant).toMatchObject({
    name: "tenant-2",
    env: { SENDO_API_KEY: tenant.apiKey, SENDO_CAMPAIGN: tenant.campaign },
  });
  const client = { ...tenant, clientOptions: { ...sandbox.clientOptions, apiKey: tenant.apiKey } };
  await send(client, { metadata: { sendo_ref: "a" }, subject: "x" });
  await ask(sandbox, "/clock/settle", { body: {} });
  const key = tenant.apiKey as string;
  expect((await ask(sandbox, "/accepted", { key })).body).toEqual({ accepted: { a: 1 } });
  expect((await ask(sandbox, "/problems", { key })).body.problems).toMatchObject([{ code: "unknown_field" }]);
  expect((await ask(sandbox, "/problems")).body.problems).toHaveLength(1);
  expect((await ask(sandbox, "/raised?type=message.status", { key })).body.events).toHaveLength(3);
  expect((await ask(sandbox, "/raised")).body).toEqual({ events: [] });
  expect((await ask(sandbox, "/raised?type=message.sent")).status).toBe(400);
  expect((await ask(sandbox, "/reset", { body: {}, key })).body).toEqual({ reset: "tenant-2" });
  expect((await ask(sandbox, "/messages", { key })).body).toEqual({ messages: [] });
  expect((await ask(sandbox, "/tenants/drop", { body: {}, key })).body).toEqual({ dropped: "tenant-2" });
  expect((await ask(sandbox, "/messages", { key })).status).toBe(403);
  expect((await call(client, "GET", "/v1/message/none")).status).toBe(403);
  expect((await ask(sandbox, "/tenants/drop", { body: {} })).status).toBe(409);
  expect((await call(sandbox, "GET", "/v1/message/none")).status).toBe(404);
});

test("tenants are listed, and chosen by name as well as by key", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using other = sandbox.tenant();
  other.phone(ANN).text("Hello");
  const headers = { "x-sandbox-tenant": other.name };
  const messages = await control(sandbox, "GET", "/messages", { headers });
  expect(messages.body.messages).toMatchObject([{ body: "Hello" }]);
  expect((await control(sandbox, "GET", "/tenants")).body).toEqual({
    tenants: [
      { name: "default", dropped: false },
      { name: other.name, dropped: false },
    ],
  });
  expect((await control(sandbox, "GET", "/messages", { headers: { "x-sandbox-tenant": "nobody" } })).status).toBe(404);
});

test("what a dropped tenant saw is kept for a while, and its key is not", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const messages = async (name: string) =>
    await control(sandbox, "GET", "/messages", { headers: { "x-sandbox-tenant": name } });
  const first = sandbox.tenant();
  first.webhooks.add("http://127.0.0.1:9/hook");
  first.phone(ANN).text("What went wrong?");
  await first.drop();
  expect((await messages(first.name)).body.messages).toMatchObject([{ body: "What went wrong?" }]);
  expect((await control(sandbox, "GET", "/tenants")).body.tenants[1]).toEqual({ name: first.name, dropped: true });
  expect((await call(first, "GET", "/v1/campaign/list")).status).toBe(403);
  for (let count = 0; count < 20; count += 1) await sandbox.tenant().drop();
  expect((await messages(first.name)).status).toBe(404);
  expect((await control(sandbox, "GET", "/tenants")).body.tenants).toHaveLength(21);
});

test("a wait that fails says where its tenant is on the page", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using other = sandbox.tenant();
  const { body } = await ask(sandbox, `/phones/${ANN}/wait`, {
    body: { match: "code", timeout: 1 },
    key: other.apiKey,
  });
  expect(body.error).toMatch(new RegExp(`\\n.*${sandbox.controlUrl}/\\?tenant=${other.name}#/inbox/\\${ANN}$`));
  expect(body.error).not.toContain(sandbox.controlToken);
});

test("a phone waits in the server: for a message, and for none", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const { number } = (await ask(sandbox, "/phones", { method: "POST", body: {} })).body;
  const wait = ask(sandbox, `/phones/${number}/wait`, { body: { match: "CODE (\\d{6})", flags: "i", timeout: "20s" } });
  await send(sandbox, { to: number, body: "Your code 482913" });
  expect((await wait).body).toMatchObject({ captures: ["482913"], message: { to: number, status: "DELIVERED" } });
  expect(await ask(sandbox, `/phones/${number}/expect-nothing`, { body: {} })).toEqual({
    status: 200,
    body: { number },
  });
  await send(sandbox, { to: number, body: "Weekly <specials>" });
  expect(await ask(sandbox, `/phones/${number}/expect-nothing`, { body: { matching: "code" } })).toMatchObject({
    status: 200,
  });
  expect(await ask(sandbox, `/phones/${number}/expect-nothing`, { body: { for: "1m" } })).toEqual({
    status: 409,
    body: { code: "unexpected_text", error: expect.stringContaining('received a message: "Weekly <specials>"') },
  });
  expect(await ask(sandbox, `/phones/${number}/wait`, { body: { match: "code", timeout: 1 } })).toEqual({
    status: 408,
    body: { code: "wait_timeout", error: expect.stringContaining("an earlier waitFor returned it") },
  });
  for (const body of [{}, { match: "(" }, { match: "x", flags: "?" }, { match: "x", timeout: "soon" }]) {
    expect((await ask(sandbox, `/phones/${number}/wait`, { body })).status).toBe(400);
  }
});

test("a caller that disconnects consumes no message", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const going = new AbortController();
  const wait = ask(sandbox, `/phones/${ANN}/wait`, { body: { match: "table", timeout: "10m" }, signal: going.signal });
  const cut = expect(wait).rejects.toMatchObject({ code: "ABORT_ERR" });
  // Answered on the same server after the wait was taken up, since it came later.
  await ask(sandbox, "/info");
  going.abort();
  await cut;
  await ask(sandbox, "/info");
  await send(sandbox);
  expect((await sandbox.phone(ANN).waitFor(/table/)).message.body).toBe("Your table is ready");
});

test.each(["(a+)+$", "^(?:a?){40}a{40}b"])("a slow pattern ends its own wait, and nobody else's: %s", async (match) => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await send(sandbox, { to: ANN, body: `${"a".repeat(60)}!` });
  const other = sandbox.phone(BOB).waitFor(/table/);
  const wait = ask(sandbox, `/phones/${ANN}/wait`, { body: { match, timeout: "20s" } });
  expect(await wait).toEqual({
    status: 400,
    body: { code: "option_invalid", error: expect.stringContaining("took longer than 500 ms") },
  });
  await send(sandbox, { to: BOB });
  expect((await other).message.body).toBe("Your table is ready");
});
