import { startRedis, hasRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { createWebhookReceiver, Sendo, type SendoError, type Transport } from "@sendo/core";
import { deliver, TEST_WEBHOOK_TOKEN, webhookEvent } from "@sendo/core/testing";
import { setTimeout as pass } from "node:timers/promises";
import type { EventEmitter } from "node:events";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { redisDedupeStore, redisIdempotencyStore, redisRateLimitStore } from "../src/index.js";
import { CLIENTS, type Connection } from "./support/redis.js";

const available = hasRedis() || process.env.CI !== undefined;
const RELEASE = { owner: "a", inDoubt: false };
const MESSAGE = { to: "+12065550142", body: "x" };

/** Answers at once, and counts. */
function countingTransport(): Transport & { requests: number } {
  const transport = {
    requests: 0,
    start: () => {
      transport.requests += 1;
      const body = JSON.stringify({ success: true, id: `m-${transport.requests}` });
      const response = { httpStatus: 200, headers: {}, body, complete: true };
      return { result: Promise.resolve({ response }), cancel: () => true };
    },
  };
  return transport;
}

describe.runIf(available).each(CLIENTS)("issue 21: with %s", (_, connect) => {
  test("node-redis#1039: 4,000 sends that fail leave a bounded number of commands in the client", async () => {
    const redis = await startRedis();
    const { client, close } = await connect(redis.url);
    onTestFinished(async () => {
      await close();
      await redis.close();
    });
    let unanswered = 0;
    const count = <T>(answer: Promise<T>): Promise<T> => {
      unanswered += 1;
      return answer.finally(() => (unanswered -= 1));
    };
    // What the stores hand to the client: it keeps it until it is connected again.
    const counted = new Proxy(client, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value !== "function") return value;
        if (name !== "evalsha" && name !== "evalSha" && name !== "eval") return (value as () => unknown).bind(target);
        return (...args: unknown[]) => count((value as (...args: unknown[]) => Promise<unknown>).apply(target, args));
      },
    });
    await using sendo = new Sendo({
      apiKey: "sandbox_away",
      baseUrl: "https://127.0.0.1",
      campaign: "c",
      idempotency: redisIdempotencyStore(counted),
      transport: countingTransport(),
      requestsPerSecond: false,
    });
    await sendo.messages.send(MESSAGE, { idempotencyKey: "before" });
    await redis.kill();
    for (let wave = 0; wave < 8; wave += 1) {
      const sends = Array.from({ length: 500 }, (__, index) =>
        sendo.messages.send(MESSAGE, { idempotencyKey: `${wave} ${index}`, deadlineMs: 300 }),
      );
      for (const { status } of await Promise.allSettled(sends)) expect(status).toBe("rejected");
    }
    // The bound, and what was given up while its first step was younger than a second.
    expect(unanswered).toBeLessThanOrEqual(1_000);
    await redis.restart();
    await vi.waitUntil(() => unanswered === 0, { timeout: 20_000 });
    await sendo.messages.send(MESSAGE, { idempotencyKey: "after" });
  }, 60_000);

  test("a client without an `error` listener is logged once as a warning", async () => {
    const redis = await startRedis();
    const { client, close } = await connect(redis.url);
    onTestFinished(async () => {
      await close();
      await redis.close();
    });
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warned.mockRestore());
    const store = redisDedupeStore(client);
    await store.release("a", { owner: "a" });
    expect(warned).not.toHaveBeenCalled();
    (client as unknown as EventEmitter).removeAllListeners("error");
    const { client: unheard, close: closeUnheard } = await connect(redis.url);
    (unheard as unknown as EventEmitter).removeAllListeners("error");
    onTestFinished(closeUnheard);
    for (const make of [redisDedupeStore, redisIdempotencyStore]) await make(unheard).release("a", RELEASE);
    expect(warned.mock.calls).toEqual([
      [expect.stringContaining('client.on("error"'), { code: "SENDO_REDIS_ERRORS_UNHEARD" }],
    ]);
  });
});

describe.runIf(available).each(CLIENTS)("a Redis that becomes unavailable, with %s", (_, connect) => {
  let redis: LocalRedis;
  let connection: Connection;
  const transport = countingTransport();
  const said: string[] = [];
  const note =
    (level: string) =>
    ({ store }: Record<string, unknown>): void =>
      void (store === "rate-limit" && said.push(level));
  const logger = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  let sendo: Sendo;
  beforeAll(async () => {
    redis = await startRedis({ appendOnly: true });
    connection = await connect(redis.url);
    sendo = new Sendo({
      apiKey: "sandbox_away",
      baseUrl: "https://127.0.0.1",
      campaign: "c",
      rateLimit: {
        account: `away ${Math.random()}`,
        store: redisRateLimitStore(connection.client),
        fallbackProcesses: 4,
      },
      idempotency: redisIdempotencyStore(connection.client),
      transport,
      logger,
    });
    await sendo.messages.send(MESSAGE, { idempotencyKey: "before" });
  });
  afterAll(async () => {
    await sendo.close();
    await connection.close();
    await redis.close();
  });

  test("no call hangs, no unresolved message is sent, the share is used, and the store recovers automatically with its data", async () => {
    await redis.kill();
    const refused = await sendo.messages.send(MESSAGE, { idempotencyKey: "during" }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent", retryable: true });
    const late = await sendo.messages.send(MESSAGE, { deadlineMs: 500 }).catch((error: unknown) => error as SendoError);
    // Had it waited for longer, the share would have sent it.
    expect(late).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent" });
    const before = transport.requests;
    await Promise.all(Array.from({ length: 5 }, () => sendo.messages.send(MESSAGE)));
    expect(transport.requests - before).toBe(5);
    expect(sendo.rateLimit).toMatchObject({ store: "away", limit: 5 });

    await redis.restart();
    // Whoever sends asks again. How soon the connection is back is the client's own affair.
    while (sendo.rateLimit.store === "away") await sendo.messages.send(MESSAGE);
    expect(said).toEqual(["warn", "info"]);
    expect(sendo.rateLimit).toMatchObject({ store: "shared", limit: 20 });
    const known = transport.requests;
    await sendo.messages.send(MESSAGE, { idempotencyKey: "before" });
    expect(transport.requests).toBe(known);
  }, 40_000);

  test("a stall of ten seconds: each call ends by its deadline, a webhook is postponed, and the store recovers", async () => {
    const handled: unknown[] = [];
    const receiver = createWebhookReceiver({
      tokens: TEST_WEBHOOK_TOKEN,
      dedupe: redisDedupeStore(connection.client),
      on: { "message.incoming": ({ id }) => void handled.push(id) },
    });
    await sendo.messages.send(MESSAGE, { idempotencyKey: "before the stall" });
    const known = transport.requests;
    redis.pause();
    const over = pass(10_000);
    const event = webhookEvent("message.incoming");
    const fails = (call: PromiseLike<unknown>): Promise<unknown> =>
      Promise.resolve(call).then(
        () => expect.unreachable(),
        (e: unknown) => e,
      );
    const [soon, later, repeated, [webhook]] = await Promise.all([
      fails(sendo.messages.send(MESSAGE, { deadlineMs: 700 })),
      fails(sendo.messages.send(MESSAGE, { idempotencyKey: "stalled" })),
      fails(sendo.messages.send(MESSAGE, { idempotencyKey: "before the stall", deadlineMs: 300 })),
      deliver(receiver, event),
    ]);
    // Nothing left, and nothing that left before was repeated.
    expect(soon).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent" });
    expect(later).toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent", retryable: true });
    expect(repeated).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent" });
    expect(webhook).toMatchObject({ httpStatus: 503 });
    expect([transport.requests, handled]).toEqual([known, []]);
    // Messages without a key use this process's share of the limit.
    await sendo.messages.send(MESSAGE);
    expect(sendo.rateLimit.store).toBe("away");
    await over;
    redis.resume();
    while (sendo.rateLimit.store === "away") await sendo.messages.send(MESSAGE);
    const before = transport.requests;
    await sendo.messages.send(MESSAGE, { idempotencyKey: "before the stall" });
    expect(transport.requests).toBe(before);
    // A claim that was given up is let go of, so that neither waits for a lease.
    await sendo.messages.send(MESSAGE, { idempotencyKey: "stalled" });
    expect(transport.requests).toBe(before + 1);
    expect(await deliver(receiver, event)).toMatchObject([{ httpStatus: 200 }]);
    expect(handled).toEqual([event.id]);
  }, 60_000);
});
