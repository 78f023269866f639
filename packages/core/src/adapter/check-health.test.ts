import { describe, expect, it } from "vitest";
import { fakeSendo } from "../testing/fake-sendo.js";
import { checkHealthOptions, healthReply } from "./check-health.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" } as const;

describe("healthReply", () => {
  it("is 200 for a client that does nothing, and no request is made", async () => {
    const { client, ...fake } = fakeSendo({ requestsPerSecond: 20 });
    const { httpStatus, headers, body } = await healthReply(client);
    expect({ httpStatus, shown: JSON.parse(body) as unknown }).toEqual({
      httpStatus: 200,
      shown: { status: "up", queued: 0, inFlight: 0, requestsPerSecond: 20 },
    });
    expect(headers).toEqual({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
    expect(fake.requests).toBe(0);
  });

  it("is 503 when more calls wait than allowed", async () => {
    const fake = fakeSendo({ requestsPerSecond: 20 });
    fake.next({ kind: "http", httpStatus: 429, headers: { "retry-after": "1" } });
    fake.client.messages.send(MESSAGE).catch(() => {});
    await fake.clock.advance(0);
    fake.client.messages.send(MESSAGE).catch(() => {});
    await fake.clock.advance(0);
    const { httpStatus, body } = await healthReply(fake.client, { maxQueued: 1, maxBlockedMs: 1e12 });
    expect(httpStatus).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ status: "down", problem: "queue_filling", queued: 2 });
  });

  it("makes exactly one read where `ping` asks for it, and says why it failed", async () => {
    const fake = fakeSendo();
    fake.next({ kind: "http", httpStatus: 401, error: "no" });
    const { httpStatus, body } = await healthReply(fake.client, { ping: true });
    expect(httpStatus).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ status: "down", problem: "ping_failed", code: "unauthorized" });
    expect(fake.requests).toBe(1);
  });
});

describe("checkHealthOptions", () => {
  it.each([
    { maxQueued: -1 },
    { maxQueued: 0.5 },
    { maxBlockedMs: Number.NaN },
    { maxBlockedMs: "5s" as never },
    { pingTimeoutMs: 0 },
  ])("rejects %o, and names the option", (limits) => {
    expect(() => checkHealthOptions(limits)).toThrow(Object.keys(limits)[0]);
  });
});
