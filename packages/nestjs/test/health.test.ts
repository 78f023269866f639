import { Controller, Get, Inject, Module } from "@nestjs/common";
import { REQUEST } from "@nestjs/core";
import { HealthCheck, HealthCheckService, TerminusModule } from "@nestjs/terminus";
import { Sendo, type SendoClient } from "@sendo/core";
import { fakeSendo, type FakeSendo } from "@sendo/core/testing";
import { describe, expect, it } from "vitest";
import { SendoHealthIndicator, type SendoHealthOptions } from "../src/health/index.js";
import { InjectSendo, SendoModule } from "../src/index.js";
import { LOCAL, startApp } from "./start-app.js";

const KEY = "sandbox_c4n4ry-key";
const MESSAGE = { to: "+12065550142", body: "Your table is ready" } as const;

interface Answer {
  readonly httpStatus: number;
  readonly body: { status: string; details: Record<string, Record<string, unknown>> };
  readonly json: string;
}

async function look(client: FakeSendo["client"], options?: SendoHealthOptions): Promise<Answer> {
  @Controller("health")
  class HealthController {
    constructor(
      @Inject(HealthCheckService) private readonly health: HealthCheckService,
      @Inject(SendoHealthIndicator) private readonly sendo: SendoHealthIndicator,
    ) {}
    @Get()
    @HealthCheck()
    check() {
      return this.health.check([() => this.sendo.check("sendo", options)]);
    }
  }
  @Module({
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [SendoHealthIndicator],
  })
  class HealthModule {}
  const accounts = [SendoModule.forRoot({ client }), SendoModule.forRoot({ client: new Sendo(LOCAL), name: "eu" })];
  const { url } = await startApp({ imports: [HealthModule, ...accounts] });
  const response = await fetch(`${url}/health`);
  const json = await response.text();
  return { httpStatus: response.status, body: JSON.parse(json) as Answer["body"], json };
}

/** A fake that waits out a 429 for as long as the tests need. */
async function blockedFake(): Promise<FakeSendo> {
  const fake = fakeSendo({ apiKey: KEY });
  // The check looks at the clock of this machine: whatever that shows, this is later.
  await fake.clock.advance(FAR);
  fake.next({ kind: "http", httpStatus: 429, headers: { "retry-after": "60" } });
  fake.client.messages.send(MESSAGE).catch(() => {});
  await fake.clock.advance(0);
  return fake;
}
const FAR = 1000 * 365 * 24 * 3_600_000;

describe("SendoHealthIndicator", () => {
  it("is up without a request, and shows numbers only", async () => {
    const fake = fakeSendo({ apiKey: KEY, requestsPerSecond: 20 });
    const { httpStatus, body, json } = await look(fake.client);
    expect(httpStatus).toBe(200);
    expect(body.details).toEqual({ sendo: { status: "up", queued: 0, inFlight: 0, requestsPerSecond: 20 } });
    expect(fake.requests).toBe(0);
    expect(json).not.toContain("c4n4ry");
  });

  it("is down while sending is held up for longer than allowed, and makes no ping then", async () => {
    const fake = await blockedFake();
    const { httpStatus, body } = await look(fake.client, { ping: true });
    expect(httpStatus).toBe(503);
    expect(body).toMatchObject({
      status: "error",
      details: { sendo: { status: "down", problem: "rate_limited", queued: 1, blockedUntil: expect.any(String) } },
    });
    expect(fake.requests).toBe(1);
  });

  it("is down when more calls wait than allowed", async () => {
    const { client } = await blockedFake();
    const { httpStatus, body } = await look(client, { maxQueued: 0, maxBlockedMs: 2 * FAR });
    expect(httpStatus).toBe(503);
    expect(body.details).toMatchObject({ sendo: { status: "down", problem: "queue_filling", queued: 1 } });
  });

  it("a ping is one read, never repeated; what it meets is told by its code", async () => {
    const fake = fakeSendo({ apiKey: KEY });
    fake.next({ kind: "http", httpStatus: 403, error: `no such key ${KEY}` });
    const wrongKey = await look(fake.client, { ping: true });
    expect(wrongKey.httpStatus).toBe(503);
    expect(wrongKey.body.details).toEqual({
      sendo: { status: "down", problem: "ping_failed", code: "api_key_invalid", queued: 0, inFlight: 0 },
    });
    expect(wrongKey.json).not.toContain("c4n4ry");
    fake.next({ kind: "http", httpStatus: 500 }, 5);
    expect((await look(fake.client, { ping: true })).body.details.sendo).toMatchObject({ code: "server_error" });
    expect(fake.requests).toBe(2);
  });

  it("is up when the ping is answered", async () => {
    const answers: string[] = [];
    const client = new Sendo({
      ...LOCAL,
      transport: {
        start: ({ method, url }) => {
          answers.push(`${method} ${url.pathname}${url.search}`);
          const response = { httpStatus: 200, headers: {}, body: '{"campaigns":[]}', complete: true };
          return { result: Promise.resolve({ response }), cancel: () => true };
        },
      },
    });
    expect((await look(client, { ping: true })).httpStatus).toBe(200);
    expect(answers).toEqual(["GET /v1/campaign/list?limit=1"]);
    await client.close();
  });

  it("middleapi/orpc#916: checks the tenant's own client, and does not guess one for an account that depends on the request", async () => {
    const fakes: Record<string, FakeSendo> = { a: await blockedFake(), b: fakeSendo({ apiKey: `${KEY}-b` }) };
    @Controller("health")
    class HealthController {
      constructor(
        @Inject(HealthCheckService) private readonly health: HealthCheckService,
        @Inject(SendoHealthIndicator) private readonly sendo: SendoHealthIndicator,
        @InjectSendo() private readonly client: SendoClient,
      ) {}
      @Get()
      @HealthCheck()
      check() {
        return this.health.check([() => this.sendo.check("messages", { client: this.client })]);
      }
    }
    const useFactory = ({ headers }: { headers: Record<string, string> }) => ({
      client: fakes[headers["x-tenant"]!]!.client,
    });
    const { app, url } = await startApp({
      imports: [TerminusModule.forRoot({ logger: false }), SendoModule.forRootAsync({ inject: [REQUEST], useFactory })],
      controllers: [HealthController],
      providers: [SendoHealthIndicator],
    });
    const statusOf = async (tenant: string) =>
      (await fetch(`${url}/health`, { headers: { "x-tenant": tenant } })).status;
    expect([await statusOf("a"), await statusOf("b"), await statusOf("a")]).toEqual([503, 200, 503]);
    const indicator = app.get(SendoHealthIndicator);
    await expect(indicator.check("messages")).rejects.toThrow("depends on the request");
    const { client } = fakes.b!;
    await expect(indicator.check("messages", { client, account: "eu" })).rejects.toThrow("both `account` and `client`");
  });

  it("looks at the account that is named, and says which one is not there", async () => {
    const { client } = await blockedFake();
    expect((await look(client, { account: "eu" })).httpStatus).toBe(200);
    const indicator = async (options: SendoHealthOptions) => {
      const { app } = await startApp({ imports: [SendoModule.forRoot({ client })], providers: [SendoHealthIndicator] });
      return app.get(SendoHealthIndicator).check("sendo", options);
    };
    await expect(indicator({ account: "us" })).rejects.toThrow('"us"');
    await expect(indicator({ maxQueued: -1 })).rejects.toThrow("`maxQueued`");
    await expect(indicator({ pingTimeoutMs: 0 })).rejects.toThrow("`pingTimeoutMs`");
  });
});
