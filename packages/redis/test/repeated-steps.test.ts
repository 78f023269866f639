import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { redisDedupeStore, redisIdempotencyStore } from "../src/index.js";
import { connectIoRedis, withRedis } from "./support/redis.js";

const redis = withRedis();
const LEASE_MS = 60_000;

/** Clients repeat a command whose connection broke before its answer came: ioredis by default, node-redis' sentinel always. */
describe.runIf(redis.available)("a repeated step returns the same result", () => {
  const client = redis.connection(connectIoRedis);
  const idempotency = () => redisIdempotencyStore(client());
  const claim = (owner: string) => ({ owner, fingerprint: "f", reference: owner, leaseMs: LEASE_MS });
  const mark = (owner: string) => ({ owner, leaseMs: LEASE_MS, ttlMs: LEASE_MS });

  test("a claim of a free key", async () => {
    const key = randomUUID();
    expect(await idempotency().claim(key, claim("a"))).toEqual({ state: "mine" });
    expect(await idempotency().claim(key, claim("a"))).toEqual({ state: "mine" });
    expect(await idempotency().claim(key, claim("b"))).toEqual({ state: "busy" });
  });

  test("a claim of an unresolved key, whose message is looked up and never sent", async () => {
    const key = randomUUID();
    await idempotency().claim(key, claim("a"));
    await idempotency().dispatch(key, mark("a"));
    await idempotency().release(key, { owner: "a", inDoubt: true });
    const verdict = await idempotency().claim(key, claim("b"));
    expect(verdict).toMatchObject({ state: "in-doubt", reference: "a" });
    expect(await idempotency().claim(key, claim("b"))).toEqual(verdict);
    expect(await idempotency().claim(key, claim("c"))).toEqual({ state: "busy" });
  });

  test("a mark, a record and a release", async () => {
    const key = randomUUID();
    await idempotency().claim(key, claim("a"));
    expect(await idempotency().dispatch(key, mark("a"))).toBe(true);
    expect(await idempotency().dispatch(key, mark("a"))).toBe(true);
    for (let times = 0; times < 2; times += 1) await idempotency().release(key, { owner: "a", inDoubt: false });
    expect(await idempotency().claim(key, claim("b"))).toEqual({ state: "mine" });
    for (let times = 0; times < 2; times += 1) {
      await idempotency().accept(key, { fingerprint: "f", id: "m", reference: "a", ttlMs: LEASE_MS });
    }
    expect(await idempotency().claim(key, claim("b"))).toEqual({ state: "accepted", id: "m", reference: "a" });
  });

  test("a claim of a webhook's event", async () => {
    const key = randomUUID();
    const dedupe = redisDedupeStore(client());
    expect(await dedupe.claim(key, { owner: "a", leaseMs: LEASE_MS })).toBe("mine");
    expect(await dedupe.claim(key, { owner: "a", leaseMs: LEASE_MS })).toBe("mine");
    expect(await dedupe.claim(key, { owner: "b", leaseMs: LEASE_MS })).toBe("busy");
  });
});
