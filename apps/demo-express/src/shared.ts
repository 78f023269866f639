import cluster from "node:cluster";
import type { SendoOptions, WebhookReceiverOptions } from "@sendo/core";
import { redisDedupeStore, redisIdempotencyStore, redisRateLimitStore } from "@sendo/redis";
import { Redis } from "ioredis";
import { SharedWaitlist } from "./shared-waitlist.js";

/** State that the app's processes share on one Redis. */
export interface Shared {
  readonly sendo: Pick<SendoOptions, "rateLimit" | "idempotency">;
  readonly webhooks: Pick<WebhookReceiverOptions, "dedupe">;
  readonly waitlist: SharedWaitlist;
  close(): Promise<void>;
}

/** @throws Error if Redis cannot be reached at startup. */
export async function openShared(url: string): Promise<Shared> {
  const redis = new Redis(url, { lazyConnect: true });
  redis.on("error", () => {}); // the stores report what it means for messages
  await redis.connect().catch((cause: unknown) => {
    throw new Error("Redis cannot be reached at REDIS_URL. Start Redis (redis-server), or unset the variable.", {
      cause,
    });
  });
  const name = process.env.WAITLIST ?? "waitlist";
  const by = String(cluster.worker?.id ?? process.pid);
  const processes = Number(process.env.WORKERS ?? 1);
  const tell = (change: string): void => console.log(`worker ${by} (${process.pid}): ${change}`);
  const waitlist = new SharedWaitlist(redis, name, by, tell);
  return {
    sendo: {
      rateLimit: { store: redisRateLimitStore(redis, { prefix: name }), fallbackProcesses: processes },
      idempotency: redisIdempotencyStore(redis, { prefix: name }),
    },
    webhooks: { dedupe: redisDedupeStore(redis, { prefix: name }) },
    waitlist,
    async close() {
      waitlist.close();
      await redis.quit();
    },
  };
}
