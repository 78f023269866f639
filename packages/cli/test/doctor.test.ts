import { Sendo } from "@sendo/core";
import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ask, askOnTerminal } from "./support/run-cli.js";

interface Found {
  readonly check: string;
  readonly state: string;
  readonly finding: string;
  readonly advice?: string;
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

async function examine(env: Readonly<Record<string, string>>): Promise<{ code: number | null; checks: Found[] }> {
  const { code, stdout, stderr } = await ask(["doctor"], { env });
  expect(stderr).toBe("");
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Found[] };
  expect(ok).toBe(code === 0);
  // Each line that is not well says what to do.
  for (const { state, advice } of checks) if (state === "fail" || state === "warn") expect(advice).toMatch(/\.$/);
  return { code, checks };
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
};

test("a working setup ends with 0, in a pipe and on a terminal, and shows neither key nor token nor number", async () => {
  const app = createHttpServer((_, response) => response.writeHead(405, { allow: "POST" }).end());
  const port = await listen(app);
  const webhook = sandbox.webhooks.add(`http://127.0.0.1:${port}/webhooks/sendo`);
  const { code, checks } = await examine(sandbox.env);
  expect(code).toBe(0);
  expect(checks.map(({ check, state }) => `${check}: ${state}`)).toEqual([
    "environment: ok",
    "runtime: ok",
    "key: ok",
    "dns: ok",
    "connection: ok",
    "tls: ok",
    "clock: ok",
    "account: ok",
    "rate limit: ok",
    "campaigns: ok",
    "numbers: ok",
    "webhooks: ok",
    "webhooks: ok",
  ]);
  const shown = await askOnTerminal(["doctor"], { env: sandbox.env });
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^ok +environment +.*SENDO_API_KEY.*\n/);
  expect(shown.stdout).toMatch(/ok +webhooks +Webhook .* responded to this computer with 405/);
  for (const secret of [sandbox.apiKey, sandbox.env.SENDO_WEBHOOK_TOKEN, sandbox.number.slice(2)]) {
    expect(shown.stdout + JSON.stringify(checks)).not.toContain(secret);
  }

  app.close();
  app.closeAllConnections();
  const down = await examine({ ...sandbox.env, SENDO_WEBHOOK_TOKEN: "another-token" });
  expect(down.checks).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        check: "webhooks",
        state: "warn",
        finding: expect.stringContaining("ECONNREFUSED") as string,
      }),
      expect.objectContaining({ finding: `SENDO_WEBHOOK_TOKEN does not contain the token of webhook ${webhook.id}.` }),
    ]) as Found[],
  );
});

test.each<[what: string, env: Readonly<Record<string, string>>, check: string, finding: RegExp]>([
  ["no key", { SENDO_API_KEY: "" }, "key", /config_api_key_invalid/],
  ["a key with a space", { SENDO_API_KEY: "k3Yw9 TbQx27L" }, "key", /config_api_key_invalid/],
  ["a sandbox key for the real API", { SENDO_BASE_URL: "https://sendo.invalid" }, "key", /config_api_key_sandbox/],
  ["a wrong key", { SENDO_API_KEY: "sandbox_wrong" }, "account", /api_key_invalid/],
  ["a certificate that nobody trusts", { SENDO_CA_FILE: "" }, "tls", /certificate was rejected/],
  ["a sandbox that is not running", { SENDO_BASE_URL: "https://127.0.0.1:9" }, "connection", /ECONNREFUSED/],
  [
    "a host that does not exist",
    { SENDO_API_KEY: "k", SENDO_BASE_URL: "https://sendo.invalid" },
    "dns",
    /was not found/,
  ],
  ["an unknown campaign", { SENDO_CAMPAIGN: "ZZZZZZZZ" }, "campaigns", /does not belong to this account/],
])("%s ends with 1, and the first failed check names it", async (_, changes, check, finding) => {
  const { code, checks } = await examine({ ...sandbox.env, ...changes });
  expect(code).toBe(1);
  expect(checks.find(({ state }) => state === "fail")).toMatchObject({
    check,
    finding: expect.stringMatching(finding) as string,
  });
  expect(JSON.stringify(checks)).not.toMatch(/k3Yw9|sandbox_wrong/);
});

test("a proxy that demands a password is named as the step that fails, and its own password is not shown", async () => {
  const proxy = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
  });
  const port = await listen(proxy);
  const env = {
    SENDO_API_KEY: "k3Yw9TbQx27L",
    SENDO_BASE_URL: "https://api.sendo.example",
    HTTPS_PROXY: `http://ann:hunter2@127.0.0.1:${port}`,
  };
  const { code, checks } = await examine({ ...env, NODE_USE_ENV_PROXY: "1" });
  expect(code).toBe(1);
  expect(checks.find(({ state }) => state === "fail")).toMatchObject({
    check: "proxy",
    finding: "The proxy did not open a tunnel (PROXY_ANSWERED_407).",
  });
  expect(JSON.stringify(checks)).not.toMatch(/hunter2|k3Yw9/);
  const exempt = {
    ...env,
    SENDO_BASE_URL: "https://api.sendo.invalid",
    NODE_USE_ENV_PROXY: "1",
    NO_PROXY: "sendo.invalid",
  };
  expect((await examine(exempt)).checks.find(({ state }) => state === "fail")).toMatchObject({ check: "dns" });
  const unused = await examine(env);
  expect(unused.checks).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ check: "environment", state: "warn" })]) as Found[],
  );
});

test("a clock that is wrong, a limit that others use up and unchecked certificates are warnings", async () => {
  const stopped = await startSandbox({ clock: "manual" }); // its Date stands still, and so does its window
  onTestFinished(() => stopped.close());
  await stopped.clock.advance("5m");
  const client = new Sendo({ ...stopped.clientOptions, requestsPerSecond: false });
  for (let count = 0; count < 12; count += 1) await client.request({ method: "GET", path: "/v1/campaign/list" });
  await client.close();
  const { code, checks } = await examine({ ...stopped.env, NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" });
  expect(code).toBe(0);
  const warnings = checks.filter(({ state }) => state === "warn");
  expect(warnings.map(({ check, finding }) => `${check}: ${finding}`)).toEqual(
    expect.arrayContaining([
      "environment: NODE_TLS_REJECT_UNAUTHORIZED=0 is set.",
      expect.stringMatching(/^clock: This computer's clock is \d+ seconds (behind|ahead of) the API's clock\.$/),
      expect.stringMatching(/^rate limit: \d of 20 requests remain/),
    ]) as string[],
  );
});
