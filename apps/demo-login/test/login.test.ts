import type { SendoOptions } from "@sendo/core";
import { startSandbox, type Sandbox, type Tenant } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExpress } from "../src/express.js";
import { startFastify } from "../src/fastify.js";
import type { StartLoginApp } from "../src/login-app.js";
import { startNest } from "../src/nestjs.js";

const TYPED = "(206) 555-0142";
const TO = "+12065550142";
const APPS: readonly [string, StartLoginApp][] = [
  ["Express", startExpress],
  ["Fastify", startFastify],
  ["Nest", startNest],
];

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

describe.each(APPS)("issue 25: the login form on %s", (_, start) => {
  const setUp = async (sendo: SendoOptions = {}) => {
    const tenant: Tenant = sandbox.tenant();
    const seen: string[] = [];
    const app = await start(0, { sendo: { ...tenant.clientOptions, ...sendo }, log: (line) => void seen.push(line) });
    onTestFinished(() => app.close());
    const post = async (path: string, body: unknown) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(app.url + path, { method: "POST", headers, body: JSON.stringify(body) });
      const value = await response.json();
      seen.push(JSON.stringify(value));
      return { httpStatus: response.status, value, cookie: response.headers.get("set-cookie") ?? "" };
    };
    const isSignedIn = async (cookie: string): Promise<unknown> =>
      (await fetch(`${app.url}/session`, { headers: { cookie } })).json();
    const code = async (): Promise<string> => (await tenant.phone(TO).waitFor(/^@localhost #(\d{6})$/m)).captures[0]!;
    return { app, tenant, seen, post, isSignedIn, code };
  };

  test("a person signs in with the code that arrived on the phone", async () => {
    const { app, post, isSignedIn, code } = await setUp();
    const page = await fetch(app.url);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'sha256-/);
    expect(await page.text()).toContain('autocomplete="one-time-code"');

    expect(await post("/login/start", { phone: TYPED })).toMatchObject({
      httpStatus: 200,
      value: { status: "started", resendInMs: 30_000 },
    });
    const right = await code();
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, "0");
    const rejected = await post("/login/check", { phone: TYPED, code: wrong });
    expect(rejected).toMatchObject({ httpStatus: 401, value: { status: "wrong", attemptsLeft: 4 }, cookie: "" });
    const approved = await post("/login/check", { phone: TYPED, code: right });
    expect(approved).toMatchObject({ httpStatus: 200, value: { status: "approved" } });
    expect(approved.cookie).toMatch(/^session=[\w-]{43}; HttpOnly; SameSite=Strict/);
    expect(await isSignedIn(approved.cookie.split(";")[0]!)).toEqual({ signedIn: true });
    expect(await isSignedIn("session=guess")).toEqual({ signedIn: false });
    expect(await post("/login/check", { phone: TYPED, code: right })).toMatchObject({ value: { status: "not-found" } });
  });

  test("input that is not a number or not a code is a 422, and no code is sent", async () => {
    const { tenant, post } = await setUp();
    for (const body of [{ phone: "12" }, {}, { phone: { $ne: 1 } }])
      expect(await post("/login/start", body)).toMatchObject({ httpStatus: 422, value: { error: "invalid_input" } });
    for (const body of [{ phone: TYPED, code: 123456 }, { phone: TYPED }])
      expect(await post("/login/check", body)).toMatchObject({ httpStatus: 422, value: { error: "invalid_input" } });
    expect(tenant.messages()).toEqual([]);
  });

  test("an address gets at most 20 codes in an hour", async () => {
    const { tenant, post } = await setUp({ requestsPerSecond: false });
    for (let index = 0; index < 20; index += 1)
      expect(await post("/login/start", { phone: `+120655501${10 + index}` })).toMatchObject({ httpStatus: 200 });
    const { value } = await post("/login/start", { phone: "+12065550150" });
    expect(value).toMatchObject({ status: "limited" });
    expect(tenant.messages()).toHaveLength(20);
  });

  test("a code that certainly was not sent is an error that the form can show", async () => {
    const { post } = await setUp({ baseUrl: "https://127.0.0.1:1", retry: false });
    expect(await post("/login/start", { phone: TYPED })).toMatchObject({
      httpStatus: 502,
      value: { error: "messaging_failed" },
    });
  });

  test("no log line and no response contains a code, a number or a body", async () => {
    const { seen, post, code } = await setUp();
    await post("/login/start", { phone: TYPED });
    const right = await code();
    await post("/login/check", { phone: TYPED, code: "000000" });
    await post("/login/check", { phone: TYPED, code: right });
    await post("/login/start", { phone: "206 555" });
    await post("/login/check", { phone: TYPED, code: 482913 });
    const broken = await setUp({ baseUrl: "https://127.0.0.1:1", retry: false });
    await broken.post("/login/start", { phone: TYPED });
    const unknown = await setUp({ apiKey: "sandbox_unknown_key_of_a_test" });
    await unknown.post("/login/start", { phone: TYPED });
    const all = [...seen, ...broken.seen, ...unknown.seen].join("\n").replaceAll("such as +12065550142", "");
    expect(all).toContain("messaging_failed");
    expect(all.length).toBeGreaterThan(300);
    expect(all).not.toMatch(new RegExp(`\\b${right}\\b`));
    for (const canary of ["555-0142", "5550142", "206 555", "482913", "your code", "localhost #"])
      expect(all).not.toContain(canary);
  });
});
