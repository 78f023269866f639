import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createApp, createRouter, toNodeListener, type EventHandler } from "h3";
import type { Hono } from "hono";
import type Koa from "koa";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { guideModules } from "../src/guide-module.js";

const TOKEN = "k3Yw9TbQx27LmPz0";
const EVENT = JSON.stringify({
  id: "e-1",
  type: "message.incoming",
  message: { id: "m-1", from: "+12065550142", body: "On my way" },
});
const HEADERS = { "x-webhook-token": TOKEN, "content-type": "application/json" };
const load = guideModules("docs/other-frameworks.md", "generated-frameworks");
const loadNext = guideModules("docs/nextjs.md", "generated-nextjs");
const loadNuxt = guideModules("docs/nuxt.md", "generated-nuxt");
const loadLambda = guideModules("docs/lambda.md", "generated-lambda");

let printed: unknown[][];
beforeEach(() => {
  vi.stubEnv("SENDO_API_KEY", "key");
  vi.stubEnv("SENDO_WEBHOOK_TOKEN", TOKEN);
  printed = [];
  vi.spyOn(console, "log").mockImplementation((...line) => void printed.push(line));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/sendo`;
}

/** What each guide's route must do with a delivery. */
async function expectToReceive(call: (init: RequestInit) => Promise<{ status: number; text: string }>): Promise<void> {
  const stranger = { ...HEADERS, "x-webhook-token": "somebody-else" };
  expect(await call({ method: "POST", headers: stranger, body: EVENT })).toEqual({
    status: 401,
    text: '{"error":"unauthorized"}',
  });
  expect(await call({ method: "POST", headers: HEADERS, body: "[]" })).toMatchObject({ status: 400 });
  expect(printed.filter(([line]) => line !== "object")).toEqual([]);
  for (let time = 0; time < 2; time += 1)
    expect(await call({ method: "POST", headers: HEADERS, body: EVENT })).toEqual({ status: 200, text: '{"ok":true}' });
  expect(printed.filter(([line]) => line !== "object")).toEqual([["+12065550142: On my way"]]);
}

const over = (url: string) => async (init: RequestInit) => {
  const response = await fetch(url, init);
  return { status: response.status, text: await response.text() };
};

test.each(["hono-app", "hono-after-json"])("Hono: %s", async (file) => {
  const { app } = (await load(file)) as { app: Hono };
  await expectToReceive(over(await listen(createAdaptorServer({ fetch: app.fetch }) as never)));
});

test("Koa", async () => {
  const { app } = (await load("koa-app")) as { app: Koa };
  await expectToReceive(over(await listen(createServer(app.callback() as RequestListener))));
});

test("Next.js, app router", async () => {
  const { POST } = (await loadNext("app/webhooks/sendo/route")) as { POST: (request: Request) => Promise<Response> };
  await expectToReceive(async (init) => {
    const response = await POST(new Request("https://app.example/webhooks/sendo", init));
    return { status: response.status, text: await response.text() };
  });
});

type PagesHandler = (req: object, res: object) => Promise<void>;

describe("Next.js, pages router", () => {
  test("without Next's body parser", async () => {
    const { default: handler } = (await loadNext("pages/api/sendo")) as { default: PagesHandler };
    await expectToReceive(over(await listen(createServer((req, res) => void handler(req, res)))));
  });

  test("next.js#10439: the handler's promise ends with the response; with Next's body parser", async () => {
    const { default: handler } = (await loadNext("pages/api/sendo")) as { default: PagesHandler };
    const ended: boolean[] = [];
    const server = createServer((req, res) => {
      void (async () => {
        const chunks = await (req.toArray() as Promise<Buffer[]>);
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        await handler(Object.assign(req, { body }), res);
        ended.push(res.writableEnded);
      })();
    });
    const event = EVENT.replace("e-1", "e-2").replace("m-1", "m-2");
    const call = over(await listen(server));
    expect(await call({ method: "POST", headers: HEADERS, body: event })).toMatchObject({ status: 200 });
    expect(printed).toEqual([["+12065550142: On my way"]]);
    expect(ended).toEqual([true]);
  });
});

test("Nuxt and Nitro", async () => {
  const { default: handler } = (await loadNuxt("server/routes/webhooks/sendo")) as { default: EventHandler };
  const app = createApp().use(createRouter().use("/webhooks/sendo", handler));
  await expectToReceive(over(await listen(createServer(toNodeListener(app)))));
});

test.each([false, true])("Lambda, with a body in base64: %s", async (isBase64Encoded) => {
  const { handler } = (await loadLambda("lambda")) as {
    handler: (event: object) => Promise<{ statusCode: number; body: string }>;
  };
  const id = isBase64Encoded ? "e-64" : "e-1";
  const deliver = (headers: object, body: string) =>
    handler({
      requestContext: { http: { method: "POST" } },
      headers,
      body: isBase64Encoded ? Buffer.from(body).toString("base64") : body,
      isBase64Encoded,
    });
  const event = EVENT.replace("e-1", id).replace("m-1", `m-of-${id}`);
  expect(await deliver({}, event)).toMatchObject({ statusCode: 401 });
  expect(await deliver(HEADERS, "[]")).toMatchObject({ statusCode: 400 });
  expect(await deliver(HEADERS, event)).toMatchObject({ statusCode: 200, body: '{"ok":true}' });
  expect(printed).toEqual([["+12065550142: On my way"]]);
});

test("Next.js and Nuxt: a number that cannot be used gets a 422 or a sentence for the user", async () => {
  const body = JSON.stringify({ phone: "table 4" });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body };
  const { POST } = (await loadNext("app/api/ready/route")) as { POST: (request: Request) => Promise<Response> };
  expect((await POST(new Request("https://app.example/api/ready", init))).status).toBe(422);
  const { tellGuest } = (await loadNext("app/tables/actions")) as {
    tellGuest: (previous: string, form: FormData) => Promise<string>;
  };
  const form = new FormData();
  form.set("phone", "table 4");
  expect(await tellGuest("", form)).toBe("We can't send messages to this number.");
  const { default: handler } = (await loadNuxt("server/api/ready.post")) as { default: EventHandler };
  const app = createApp().use(createRouter().use("/webhooks/sendo", handler));
  const reply = await over(await listen(createServer(toNodeListener(app))))(init);
  expect(reply).toMatchObject({ status: 422, text: expect.stringContaining('"error":"invalid_input"') as string });
});

test("authkit-nextjs#113, better-auth#8076: a build that loads the routes without variables does not fail; a request does", async () => {
  vi.stubEnv("SENDO_API_KEY", undefined);
  vi.stubEnv("SENDO_WEBHOOK_TOKEN", undefined);
  const unset = guideModules("docs/nextjs.md", "generated-nextjs-build");
  const { POST } = (await unset("app/webhooks/sendo/route")) as { POST: (request: Request) => Promise<Response> };
  const { messaging } = (await unset("lib/sendo")) as { messaging: () => unknown };
  await unset("pages/api/sendo");
  await guideModules("docs/nuxt.md", "generated-nuxt-build")("server/routes/webhooks/sendo");
  const request = new Request("https://app.example/", { method: "POST" });
  expect(() => POST(request)).toThrow(expect.objectContaining({ code: "config_webhook_token_missing" }) as Error);
  expect(messaging).toThrow(expect.objectContaining({ code: "config_api_key_missing" }) as Error);
  vi.stubEnv("SENDO_WEBHOOK_TOKEN", TOKEN);
  expect((await POST(request)).status).toBe(401);
});
