import { describe, expect, it } from "vitest";
import { sendo, sendoHealth } from "../src/index.js";
import { EXPRESS_VERSIONS } from "./express-versions.js";
import { listen } from "./listen.js";

describe.each(EXPRESS_VERSIONS)("sendoHealth in %s", (_version, express) => {
  it("is 200 for a client that can send, and 503 where the ping fails", async () => {
    const app = express();
    app.use(sendo({ baseUrl: "https://127.0.0.1:9", apiKey: "sandbox_a", retry: false }));
    app.get("/health", sendoHealth());
    app.get("/ping", sendoHealth({ ping: true }));
    const url = await listen(app);
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: "up", queued: 0, inFlight: 0, requestsPerSecond: 20 },
    ]);
    const ping = await fetch(`${url}/ping`);
    expect([ping.status, await ping.json()]).toMatchObject([
      503,
      { problem: "ping_failed", code: "connection_failed" },
    ]);
  });

  it("rejects options that do nothing at start, and a route without a client when it is asked", async () => {
    expect(() => sendoHealth({ maxQueue: 5 } as object)).toThrow("`maxQueue` is not an option of the health check");
    const app = express();
    app.get("/health", sendoHealth());
    app.use(((error: { code: string }, _req: unknown, res: { json(value: unknown): void }, _next: unknown) =>
      res.json(error.code)) as never);
    expect(await (await fetch(`${await listen(app)}/health`)).json()).toBe("config_setup_invalid");
  });
});
