import { createRequire } from "node:module";
import fastifyPlugin from "fastify-plugin";
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type RouteOptions } from "fastify";
import { describe, expect, it, onTestFinished } from "vitest";
import { sendo, sendoGate, sendoWebhooks, type SendoFastifyOptions } from "../src/index.js";

const LOCAL = { apiKey: "sandbox_a", baseUrl: "https://127.0.0.1:9", retry: false } as const;
const HOOK = { path: "/hook", tokens: "t0ken", on: {} } as const;

function newApp(): FastifyInstance {
  const app = Fastify();
  onTestFinished(() => app.close());
  return app;
}

// What Fastify's guides for plugins ask for, and what its own plugins do beyond that; docs/decisions/2026-11-23-fastify.md names both.
describe("manners", () => {
  it("each plugin tells Fastify its name, and another plugin may depend on it", async () => {
    const app = newApp();
    await app.register(sendo, LOCAL);
    await app.register(
      fastifyPlugin(async () => {}, { dependencies: ["@sendo/fastify"], decorators: { fastify: ["sendo"] } }),
    );
    await app.register(async (scope) => {
      await scope.register(sendoGate, { keys: ["sandbox_a"] });
      await scope.register(sendoWebhooks, HOOK);
    });
    await app.ready();
    expect(app.hasPlugin("@sendo/fastify")).toBe(true);
    expect(app.printPlugins()).toMatch(/@sendo\/fastify\/gate[^]*@sendo\/fastify\/webhooks/);
  });

  it.each([
    ["sendo", sendo, LOCAL],
    ["sendoWebhooks", sendoWebhooks, HOOK],
    ["sendoGate", sendoGate, { keys: ["sandbox_a"] }],
  ] as [string, FastifyPluginAsync<object>, object][])("%s says which Fastify it is for", (_name, plugin) => {
    const meta = (plugin as unknown as Record<symbol, { fastify?: string }>)[Symbol.for("plugin-meta")];
    expect(meta?.fastify).toBe("5.x");
  });

  it("takes options from a function of the app", async () => {
    const app = newApp();
    app.decorate("settings", LOCAL);
    const late = (parent: FastifyInstance): SendoFastifyOptions =>
      (parent as unknown as { settings: typeof LOCAL }).settings;
    await app.register(sendo, late);
    expect(app.sendo.messages).toBeDefined();
  });

  it("does not appear among the app's documented routes, and hands its config to plugins that read one", async () => {
    const app = newApp();
    const routes: RouteOptions[] = [];
    app.addHook("onRoute", (route) => void routes.push(route));
    await app.register(sendoWebhooks, { ...HOOK, config: { rateLimit: false } });
    expect(routes.length).toBeGreaterThan(0);
    for (const { schema, config } of routes) {
      expect(schema).toMatchObject({ hide: true });
      expect(config).toMatchObject({ rateLimit: false });
    }
  });

  it("adds no hook, parser or handler to the app", async () => {
    const app = newApp();
    const seen: string[] = [];
    app.addHook("onRequest", async ({ routeOptions }) => void seen.push(routeOptions.url ?? "none"));
    app.post("/json", async ({ body }) => body);
    await app.register(sendo, LOCAL);
    await app.register(sendoWebhooks, HOOK);
    const answer = await app.inject({ method: "POST", url: "/json", payload: { a: 1 } });
    expect(answer.json()).toEqual({ a: 1 });
    expect((await app.inject({ url: "/nowhere" })).json()).toMatchObject({ message: "Route GET:/nowhere not found" });
    const xml = { "content-type": "application/xml" };
    expect((await app.inject({ method: "POST", url: "/json", headers: xml, payload: "<a/>" })).statusCode).toBe(415);
    expect(seen).toEqual(["/json", "none", "/json"]);
  });
});

const load = createRequire(import.meta.url);
const PACKAGES: [string, () => unknown][] = [
  ["import()", () => import("@sendo/fastify")],
  ["require()", () => load("@sendo/fastify")],
  ["require().default", () => (load("@sendo/fastify") as { default: unknown }).default],
];

// The built package, as every way of loading it hands it to `register`.
it.each(PACKAGES)("app.register(%s) registers the client", async (_how, get) => {
  const app = newApp();
  await app.register(get() as FastifyPluginAsync<SendoFastifyOptions>, LOCAL);
  expect(app.sendo.messages).toBeDefined();
});
