import { describe, expect, it } from "vitest";
import { fakeSendo } from "../testing/fake-sendo.js";
import { rateLimitHealth } from "./rate-limit-health.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" } as const;

async function blocked(seconds: number) {
  const fake = fakeSendo({ requestsPerSecond: 20 });
  fake.next({ kind: "http", httpStatus: 429, headers: { "retry-after": String(seconds) } });
  const sending = fake.client.messages.send(MESSAGE);
  sending.catch(() => {});
  await fake.clock.advance(0);
  return fake;
}

describe("rateLimitHealth", () => {
  it("finds nothing wrong with a client that does nothing, and makes no request", () => {
    const { client, clock, ...fake } = fakeSendo({ requestsPerSecond: 20 });
    expect(rateLimitHealth(client.rateLimit, {}, clock)).toEqual({
      problem: undefined,
      queued: 0,
      inFlight: 0,
      requestsPerSecond: 20,
    });
    expect(fake.requests).toBe(0);
  });

  it("leaves the limit out where there is none", () => {
    const { client, clock } = fakeSendo();
    expect(rateLimitHealth(client.rateLimit, {}, clock)).not.toHaveProperty("requestsPerSecond");
  });

  it("finds fault with a long block, and not with what is left of it or with a short one", async () => {
    const { client, clock } = await blocked(30);
    const blockedUntil = new Date(clock.epochMs() + 30_000).toISOString();
    expect(rateLimitHealth(client.rateLimit, {}, clock)).toMatchObject({ problem: "rate_limited", blockedUntil });
    expect(rateLimitHealth(client.rateLimit, { maxBlockedMs: 30_000 }, clock).problem).toBeUndefined();
    expect(rateLimitHealth(client.rateLimit, { maxBlockedMs: 29_999 }, clock).problem).toBe("rate_limited");
    await clock.advance(25_000);
    expect(rateLimitHealth(client.rateLimit, {}, clock)).toMatchObject({ problem: undefined, blockedUntil });
  });

  it("finds fault with a queue that is longer than allowed, whatever the lane", async () => {
    const { client, clock } = await blocked(1);
    for (const priority of ["high", "normal", "low"] as const) {
      client.messages.send(MESSAGE, { priority }).catch(() => {});
    }
    await clock.advance(0);
    expect(rateLimitHealth(client.rateLimit, { maxQueued: 4 }, clock)).toMatchObject({ problem: undefined, queued: 4 });
    expect(rateLimitHealth(client.rateLimit, { maxQueued: 3 }, clock).problem).toBe("queue_filling");
  });
});
