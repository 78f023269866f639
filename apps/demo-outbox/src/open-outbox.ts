import { createOutbox, type SendoOutbox } from "@sendo/bullmq";
import { Sendo } from "@sendo/core";
import { redisIdempotencyStore, redisRateLimitStore } from "@sendo/redis";
import { Redis } from "ioredis";

/**
 * An outbox configured from the environment (REDIS_URL, SENDO_…), with a function that closes it and its connection.
 */
export interface OpenOutbox {
  readonly outbox: SendoOutbox;
  readonly close: () => Promise<void>;
}

/** Creates the same outbox in processes that enqueue and in processes that send. */
export function openOutbox(): OpenOutbox {
  const { REDIS_URL = "redis://127.0.0.1:6379", OUTBOX = "sendo-outbox" } = process.env;
  const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
  const sendo = new Sendo({
    idempotency: redisIdempotencyStore(redis, { prefix: OUTBOX }),
    rateLimit: { store: redisRateLimitStore(redis, { prefix: OUTBOX }) },
  });
  // The demo asks a person after a second instead of 33 hours.
  const outbox = createOutbox({ sendo, connection: redis, name: OUTBOX, reviewAfterMs: [500, 1_000] });
  return {
    outbox,
    async close() {
      await outbox.close();
      await sendo.close();
      redis.disconnect();
    },
  };
}
