import { createOutbox, type SendoOutbox } from "@sendo/bullmq";
import { Sendo } from "@sendo/core";
import { redisIdempotencyStore, redisRateLimitStore } from "@sendo/redis";
import { Redis } from "ioredis";

/** An outbox by the environment (REDIS_URL, SENDO_…), and how to close what it stands on. */
export interface OpenOutbox {
  readonly outbox: SendoOutbox;
  readonly close: () => Promise<void>;
}

/** The same in each process: those that enqueue and those that send. */
export function openOutbox(): OpenOutbox {
  const { REDIS_URL = "redis://127.0.0.1:6379", OUTBOX = "sendo-outbox" } = process.env;
  const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
  const sendo = new Sendo({
    idempotency: redisIdempotencyStore(redis, { prefix: OUTBOX }),
    rateLimit: { store: redisRateLimitStore(redis, { prefix: OUTBOX }) },
  });
  // A demo does not wait for 33 hours before it asks a person.
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
