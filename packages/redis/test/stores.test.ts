import { SendoConfigError } from "@sendo/core";
import { createClient } from "redis";
import { createClient as createClient5 } from "redis-5";
import { describe, expect, test } from "vitest";
import {
  redisChallengeStore,
  redisCounterStore,
  redisDedupeStore,
  redisIdempotencyStore,
  redisRateLimitStore,
  type RedisClient,
} from "../src/index.js";
import { CLIENTS, connectStringNumbers, OLDER_CLIENTS, withRedis } from "./support/redis.js";
import { testStoreContracts } from "./support/store-contracts.js";

const redis = withRedis();

const KINDS: typeof CLIENTS = [...CLIENTS, ...OLDER_CLIENTS, ["ioredis with stringNumbers", connectStringNumbers]];
describe.runIf(redis.available).each(KINDS)("with %s", (_, connect) => {
  const client = redis.connection(connect);

  testStoreContracts(client);

  test("scripts are sent again to a server that has lost them", async () => {
    const store = redisDedupeStore(client());
    await store.claim("forgetful", { owner: "a", leaseMs: 1000 });
    await redis.command("SCRIPT", "FLUSH");
    expect(await store.claim("forgetful", { owner: "b", leaseMs: 1000 })).toBe("busy");
  });

  test("every key begins with the prefix and has a TTL", async () => {
    await redis.command("FLUSHDB");
    const dedupe = redisDedupeStore(client(), { prefix: "shop" });
    const idempotency = redisIdempotencyStore(client(), { prefix: "shop" });
    const claim = { owner: "a", fingerprint: "f", reference: "r", leaseMs: 60_000 };
    await dedupe.claim("a", { owner: "a", leaseMs: 60_000 });
    await dedupe.done("b", { owner: "a", ttlMs: 60_000 });
    for (const key of ["claimed", "marked", "accepted"]) await idempotency.claim(key, claim);
    await idempotency.dispatch("marked", { owner: "a", leaseMs: 60_000, ttlMs: 60_000 });
    await idempotency.accept("accepted", { fingerprint: "f", id: "m", reference: "r", ttlMs: 60_000 });
    await redisCounterStore(client(), { prefix: "shop" }).take("g", [{ key: "k", max: 1, windowMs: 60_000 }], 1);
    const challenge = { id: "i", ttlMs: 60_000, resendAfterMs: 0, maxAttempts: 5 };
    await redisChallengeStore(client(), { prefix: "shop" }).open("c", challenge);
    const keys = (await redis.command("KEYS", "*")) as string[];
    expect(keys.sort()).toEqual([
      "shop:challenge:c",
      expect.stringMatching(/^shop:counter:\{[0-9a-f]{32}\}:k$/),
      "shop:dedupe:a",
      "shop:dedupe:b",
      "shop:idempotency:accepted",
      "shop:idempotency:claimed",
      "shop:idempotency:marked",
    ]);
    for (const key of keys) expect(await redis.command("PTTL", key), key).toBeGreaterThan(50_000);
  });

  test("a ttlMs shorter than a lease deletes no key with an owner", async () => {
    const store = redisIdempotencyStore(client(), { ttlMs: 100 });
    const claim = { owner: "a", fingerprint: "f", reference: "r", leaseMs: 60_000 };
    const held = async (): Promise<number> => Number(await redis.command("PTTL", "sendo:idempotency:held"));
    await redis.command("DEL", "sendo:idempotency:held");
    await store.claim("held", claim);
    await store.dispatch("held", { owner: "a", leaseMs: 30_000, ttlMs: 60_000 });
    expect(await held()).toBeGreaterThan(29_000);
    await store.extend("held", { owner: "a", leaseMs: 60_000 });
    expect(await held()).toBeGreaterThan(59_000);
    await store.release("held", { owner: "a", inDoubt: true });
    expect(await store.claim("held", { ...claim, owner: "b", leaseMs: 90_000 })).toMatchObject({ state: "in-doubt" });
    expect(await held()).toBeGreaterThan(89_000);
  });

  test("the store's own ttlMs takes precedence", async () => {
    await redisDedupeStore(client(), { ttlMs: 5_000 }).done("short", { owner: "a", ttlMs: 3_600_000 });
    expect(await redis.command("PTTL", "sendo:dedupe:short")).toBeLessThanOrEqual(5_000);
  });
});

test.each([undefined, null, {}, { get() {} }, "redis://127.0.0.1"])("%j is no client", (client) => {
  expect(() => redisDedupeStore(client as unknown as RedisClient)).toThrow(/ioredis.*createClient/);
  expect(() => redisIdempotencyStore(client as unknown as RedisClient)).toThrow(/ioredis.*createClient/);
});

test.each([
  ["node-redis", createClient().legacy()],
  ["node-redis 5", createClient5().legacy()],
])("legacy() of %s is rejected, and named", (_, client) => {
  const legacy = client as unknown as RedisClient;
  expect(() => redisDedupeStore(legacy)).toThrow(/not the one returned by its `legacy\(\)`/);
  expect(() => redisIdempotencyStore(legacy)).toThrow(SendoConfigError);
  expect(() => redisRateLimitStore(legacy)).toThrow(SendoConfigError);
});

test.each([{ prefix: "" }, { prefix: "a{b}" }, { prefix: "a b" }, { ttlMs: 0 }, { ttlMs: 1.5 }])(
  "%j is rejected with the valid values",
  (options) => {
    const client: RedisClient = { evalsha: () => Promise.resolve(), eval: () => Promise.resolve() };
    expect(() => redisDedupeStore(client, options)).toThrow(/must/);
    expect(() => redisIdempotencyStore(client, options)).toThrow(/must/);
  },
);

test("a misspelled option is rejected instead of ignored", () => {
  const client: RedisClient = { evalsha: () => Promise.resolve(), eval: () => Promise.resolve() };
  const misspelt = { keyPrefix: "app" } as object;
  for (const makeStore of [
    redisChallengeStore,
    redisCounterStore,
    redisDedupeStore,
    redisIdempotencyStore,
    redisRateLimitStore,
  ]) {
    expect(() => makeStore(client, misspelt)).toThrow(`\`keyPrefix\` is not an option of ${makeStore.name}.`);
  }
});
