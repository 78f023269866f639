import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createOutbox, type OutboxMessage } from "@sendo/bullmq";
import { Sendo } from "@sendo/core";
import { redisIdempotencyStore } from "@sendo/redis";
import { startRedis } from "@sendo-internal/test-kit/redis";
import { startSandbox } from "@sendo/sandbox";
import express from "express";
import { Redis } from "ioredis";
import { outboxBoard } from "../src/outbox-board.js";

export const BODY = "Your table is ready";
export const ACCEPTED = "+12065550142";
export const RESET = "+15005550590";

/** Starts the board with an accepted message, a message that waits for a person, and a message for tomorrow. */
export async function runBoard(): Promise<{ url: string; close: () => Promise<void> }> {
  const [server, sandbox] = await Promise.all([startRedis(), startSandbox()]);
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  const sendo = new Sendo({ ...sandbox.clientOptions, retry: false, idempotency: redisIdempotencyStore(redis) });
  const outbox = createOutbox({ sendo, connection: redis, reviewAfterMs: [1] });
  const accepted = new Promise<OutboxMessage>((resolve) => outbox.on("accepted", resolve));
  const inReview = new Promise<OutboxMessage>((resolve) => outbox.on("review", resolve));
  await outbox.enqueue({ to: ACCEPTED, body: BODY }, { idempotencyKey: "table-1007" });
  await outbox.enqueue({ to: RESET, body: BODY }, { idempotencyKey: "connection-reset" });
  await outbox.enqueue({ to: ACCEPTED, body: BODY }, { idempotencyKey: "tomorrow", delayMs: 86_400_000 });
  outbox.work();
  await Promise.all([accepted, inReview]);
  const app = express().use("/board", outboxBoard(outbox, "/board"));
  const listening = app.listen(0, "127.0.0.1");
  await once(listening, "listening");
  return {
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/board`,
    async close() {
      listening.closeAllConnections();
      await new Promise((resolve) => listening.close(resolve));
      await outbox.close();
      await sendo.close();
      redis.disconnect();
      await Promise.all([sandbox.close(), server.close()]);
    },
  };
}
