import Fastify, { type FastifyInstance } from "fastify";
import { expect, it, onTestFinished } from "vitest";
import { sendo, sendoHealth } from "../src/index.js";

function newApp(): FastifyInstance {
  const app = Fastify();
  onTestFinished(() => app.close());
  return app;
}

it("is 200 for a client that can send, and 503 where the ping fails", async () => {
  const app = newApp();
  await app.register(sendo, { baseUrl: "https://127.0.0.1:9", apiKey: "sandbox_a", retry: false });
  app.get("/health", sendoHealth());
  app.get("/ping", sendoHealth({ ping: true }));
  const health = await app.inject("/health");
  expect([health.statusCode, health.json()]).toEqual([
    200,
    { status: "up", queued: 0, inFlight: 0, requestsPerSecond: 20 },
  ]);
  const ping = await app.inject("/ping");
  expect([ping.statusCode, ping.json()]).toMatchObject([503, { problem: "ping_failed", code: "connection_failed" }]);
});

it("rejects options that do nothing at start, and a server without a client when it is asked", async () => {
  expect(() => sendoHealth({ maxQueue: 5 } as object)).toThrow("`maxQueue` is not an option of the health check");
  const app = newApp();
  app.get("/health", sendoHealth());
  expect((await app.inject("/health")).json()).toMatchObject({ code: "config_setup_invalid" });
});
