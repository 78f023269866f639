import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { startSandbox, type Sandbox, type Tenant } from "@sendo/sandbox";
import type { Express } from "express";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { guideModules } from "../src/guide-module.js";

const TO = "+12065550142";
const HOOK_SECRET = Buffer.from("a secret of a test, for the hook").toString("base64");
const load = guideModules("docs/login-codes.md", "generated-login-codes");

let sandbox: Sandbox;
let tenant: Tenant;
let printed: string[];
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());
beforeEach(() => {
  tenant = sandbox.tenant();
  const secrets = { VERIFY_SECRET: "v".repeat(32), BETTER_AUTH_SECRET: "b3tter-auth needs 32 characters.." };
  const env = { ...tenant.env, ...secrets, SEND_SMS_HOOK_SECRET: `v1,whsec_${HOOK_SECRET}` };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  printed = [];
  for (const level of ["debug", "log", "info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...line) => void printed.push(inspect(line, { depth: 5 })));
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("issue 25: the recipe for better-auth", () => {
  const setUp = async () => {
    const { auth } = (await load("better-auth")) as { auth: { handler(request: Request): Promise<Response> } };
    const post = async (path: string, body: unknown) => {
      const headers = { "content-type": "application/json", origin: "http://localhost:3000" };
      const init = { method: "POST", headers, body: JSON.stringify(body) };
      const response = await auth.handler(new Request(`http://localhost:3000/api/auth/phone-number/${path}`, init));
      return { httpStatus: response.status, cookie: response.headers.get("set-cookie"), body: await response.text() };
    };
    const code = async (): Promise<string> => (await tenant.phone(TO).waitFor(/code is (\d{6})/)).captures[0]!;
    return { post, code };
  };

  test("a person signs in once with the code that arrived, and only one message is sent during the pause", async () => {
    const { post, code } = await setUp();
    const sent = [await post("send-otp", { phoneNumber: TO }), await post("send-otp", { phoneNumber: TO })];
    expect(sent.map(({ httpStatus }) => httpStatus)).toEqual([200, 200]);
    expect(tenant.messages()).toHaveLength(1);
    const right = await code();
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, "0");
    expect(await post("verify", { phoneNumber: TO, code: wrong })).toMatchObject({ httpStatus: 400, cookie: null });
    const approved = await post("verify", { phoneNumber: TO, code: right });
    expect(approved).toMatchObject({ httpStatus: 200 });
    expect(approved.cookie).toContain("session_token=");
    expect(await post("verify", { phoneNumber: TO, code: right })).toMatchObject({ httpStatus: 400, cookie: null });
    expect(printed.join("\n")).not.toMatch(new RegExp(`\\b${right}\\b|5550142`));
  });

  test("after five attempts the right code is rejected too", async () => {
    const { post, code } = await setUp();
    await post("send-otp", { phoneNumber: TO });
    const right = await code();
    for (let attempt = 0; attempt < 5; attempt += 1) await post("verify", { phoneNumber: TO, code: "guess" });
    expect(await post("verify", { phoneNumber: TO, code: right })).toMatchObject({ httpStatus: 400, cookie: null });
  });

  test("a code that was not sent is an error, and so is a number that is not E.164", async () => {
    const { post } = await setUp();
    tenant.faults.add({ effect: "status", status: 401, route: "/v1/message/send", times: 1 });
    expect((await post("send-otp", { phoneNumber: TO })).httpStatus).toBeGreaterThanOrEqual(400);
    expect(await post("send-otp", { phoneNumber: "206 555 0142" })).toMatchObject({ httpStatus: 400 });
    expect(tenant.messages()).toEqual([]);
    expect(printed.join("\n")).not.toMatch(/5550142|555 0142|your code/);
  });
});

describe("issue 25: the recipe for Supabase's send SMS hook", () => {
  const setUp = async () => {
    const { app } = (await load("supabase-hook")) as { app: Express };
    const server: Server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/send-sms`;
    // As Supabase documents it: the whole user, and the code in `sms`.
    const deliver = async (phone: string, otp: string, secret = HOOK_SECRET) => {
      const body = JSON.stringify({ user: { id: "6481a5c1-3d37-4a56-9f6a-bee08c554965", phone }, sms: { otp } });
      const at = new Date();
      const headers = {
        "content-type": "application/json",
        "webhook-id": "evt-1",
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign("evt-1", at, body),
      };
      const response = await fetch(url, { method: "POST", headers, body });
      return { httpStatus: response.status, body: await response.json() };
    };
    return { deliver };
  };

  test.each([["12065550142"], [TO]])("sends the code to %s", async (phone) => {
    const { deliver } = await setUp();
    expect(await deliver(phone, "561166")).toEqual({ httpStatus: 200, body: {} });
    expect(tenant.messages()).toMatchObject([{ to: TO, body: "Acme: your code is 561166." }]);
    expect(printed.join("\n")).not.toMatch(/561166|5550142/);
  });

  test("rejects a hook that Supabase did not sign, and a country that the guard does not allow", async () => {
    const { deliver } = await setUp();
    const forged = Buffer.from("the secret of an attacker").toString("base64");
    expect(await deliver(TO, "561166", forged)).toMatchObject({ httpStatus: 401, body: { error: { http_code: 401 } } });
    expect(await deliver("447911123456", "561166")).toMatchObject({ httpStatus: 502 });
    expect(tenant.messages()).toEqual([]);
  });

  test("responds with 200 after an unknown outcome, and with an error if nothing was sent", async () => {
    const { deliver } = await setUp();
    expect(await deliver("15005550599", "561166")).toEqual({ httpStatus: 200, body: {} });
    tenant.faults.add({ effect: "status", status: 401, route: "/v1/message/send", times: 1 });
    expect(await deliver(TO, "561166")).toMatchObject({ httpStatus: 502, body: { error: { http_code: 502 } } });
    expect(printed.join("\n")).not.toMatch(/561166|5550142/);
  });
});
