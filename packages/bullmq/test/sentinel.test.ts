import { hasRedis, startWatchedPair, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { redisIdempotencyStore } from "@sendo/redis";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { setUpLab, MESSAGE } from "./support/lab.js";

const available = hasRedis() || process.env.CI !== undefined;
const lab = setUpLab();
const MESSAGES = 60;

const ENDS: [string, (primary: LocalRedis) => void | Promise<void>][] = [
  ["is killed", (primary) => primary.kill()],
  ["falls silent, with its connections open", (primary) => primary.pause()],
];

describe.runIf(available)("an outbox behind three sentinels", () => {
  test.each(ENDS)(
    "the primary %s: the replica is used, and each message is sent once",
    async (_, end) => {
      const pair = await startWatchedPair({ appendOnly: true });
      const { name, addresses } = pair.sentinels;
      const redis = new Redis({ name, sentinels: [...addresses], failoverDetector: true, maxRetriesPerRequest: null });
      redis.on("error", () => {}); // what a test does to the server is not news
      onTestFinished(async () => {
        await outbox.close();
        redis.disconnect();
        await pair.close();
      });
      const sendo = lab.client({ idempotency: redisIdempotencyStore(redis) });
      const outbox = lab.outbox({ sendo, connection: redis });
      const keys = Array.from({ length: MESSAGES }, (_, i) => `message ${i}`);
      for (const idempotencyKey of keys) await outbox.enqueue(MESSAGE, { idempotencyKey });
      await pair.replicated();
      let sent = 0;
      const someAreSent = new Promise<void>((resolve) => {
        outbox.on("accepted", () => void ((sent += 1) === MESSAGES / 3 && resolve()));
      });
      outbox.work({ concurrency: 5, stalledAfterMs: 1_000 });
      await someAreSent;
      await end(pair.primary);
      await pair.failedOver();
      // Not by events: a message can be stored as accepted by a worker that does not hear of it any more.
      const areAccepted = async (): Promise<boolean> => {
        const messages = await Promise.all(keys.map((key) => outbox.find(key))).catch(() => []);
        return messages.length === MESSAGES && messages.every((message) => message?.state === "accepted");
      };
      await vi.waitUntil(areAccepted, { timeout: 50_000, interval: 100 });
      expect([...lab.sandbox().acceptedPerReference().values()]).toEqual(keys.map(() => 1));
    },
    90_000,
  );
});
