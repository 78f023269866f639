import {
  CHALLENGE_STORE_CASES,
  COUNTER_STORE_CASES,
  DEDUPE_STORE_CASES,
  IDEMPOTENCY_STORE_CASES,
  RATE_LIMIT_STORE_CASES,
} from "@sendo/core/testing/stores";
import { setTimeout as pass } from "node:timers/promises";
import { test } from "vitest";
import {
  redisChallengeStore,
  redisCounterStore,
  redisDedupeStore,
  redisIdempotencyStore,
  redisRateLimitStore,
  type RedisClient,
} from "../../src/index.js";

// The stores live by Redis' own clock, so time has to pass for real.
const passTime = (ms: number): Promise<void> => pass(ms);

/** The contracts of all stores, with a client that is there when the tests run. */
export function testStoreContracts(client: () => RedisClient): void {
  test.concurrent.each(IDEMPOTENCY_STORE_CASES)("idempotency: $name", async ({ run }) => {
    await run({ store: redisIdempotencyStore(client()), passTime });
  });
  test.concurrent.each(DEDUPE_STORE_CASES)("dedupe: $name", async ({ run }) => {
    await run({ store: redisDedupeStore(client()), passTime });
  });
  test.concurrent.each(RATE_LIMIT_STORE_CASES)("rate limit: $name", async ({ run }) => {
    await run({ store: redisRateLimitStore(client()), passTime });
  });
  test.concurrent.each(COUNTER_STORE_CASES)("counters: $name", async ({ run }) => {
    await run({ store: redisCounterStore(client()), passTime });
  });
  test.concurrent.each(CHALLENGE_STORE_CASES)("challenges: $name", async ({ run }) => {
    await run({ store: redisChallengeStore(client()), passTime });
  });
}
