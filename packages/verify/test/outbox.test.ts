import { randomBytes } from "node:crypto";
import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { createOutbox, type SendoOutbox } from "@sendo/bullmq";
import { Sendo, type SendInput } from "@sendo/core";
import { SendoExtensionError } from "@sendo/core/adapter";
import { redisChallengeStore, redisCounterStore, redisIdempotencyStore } from "@sendo/redis";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createVerifier, memoryVerifyStore, type Verifier, type VerifierOptions } from "../src/index.js";
import { everythingInRedis } from "./support/everything-in-redis.js";
import { asWord, SECRET, setUp, TO, wrong } from "./support/set-up.js";
import { witness } from "./support/witness.js";

const available = hasRedis() || process.env.CI !== undefined;
const PAUSE_MS = 1000;

describe.runIf(available)("issue 25: codes through the outbox", () => {
  let server: LocalRedis;
  let sandbox: Sandbox;
  let redis: Redis;
  let client: Sendo;
  let outbox: SendoOutbox;
  let verifier: Verifier;
  beforeAll(async () => {
    [server, sandbox] = await Promise.all([startRedis(), startSandbox({ requestsPerSecond: false })]);
    redis = new Redis(server.url, { maxRetriesPerRequest: null });
    redis.on("error", () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    client = new Sendo({ ...sandbox.clientOptions, idempotency: redisIdempotencyStore(redis) });
    const encryption = { keys: { test: randomBytes(32) }, use: "test" };
    outbox = createOutbox({ sendo: client, connection: redis, encryption, keep: { acceptedMs: 60_000 } });
    const store = { challenges: redisChallengeStore(redis), counters: redisCounterStore(redis) };
    verifier = createVerifier({
      outbox,
      store,
      secret: SECRET,
      brand: "Acme",
      domain: "acme.example",
      resendAfterMs: PAUSE_MS,
    });
  });
  afterEach(async () => {
    await outbox.close();
    await client.close();
    sandbox.reset();
  });
  afterAll(async () => {
    redis?.disconnect();
    await Promise.all([sandbox?.close(), server?.close()]);
  });

  const codes = (): string[] => sandbox.messages().map(({ body }) => /#(\d{6})$/.exec(body)![1]!);
  /** Starts codes, each as soon as the pause after the one before is over. */
  const startAfterPause = async (): Promise<void> => {
    const enqueued = (): Promise<number> => outbox.queues.messages.getJobCountByTypes();
    const before = await enqueued();
    const startOne = async (): Promise<number> => {
      await verifier.start({ to: TO });
      return enqueued();
    };
    await expect.poll(startOne, { timeout: 10_000, interval: 50 }).toBe(before + 1);
  };
  const ended = (count: number): Promise<(string | undefined)[]> =>
    new Promise((resolve) => {
      const ends: (string | undefined)[] = [];
      for (const event of ["accepted", "not-sent", "rejected", "review"] as const) {
        outbox.on(event, ({ code }) => {
          ends.push(code ?? event);
          if (ends.length === count) resolve(ends);
        });
      }
    });

  test("a code is enqueued with priority and encrypted, and is approved once it was sent", async () => {
    const before = Date.now();
    expect(await verifier.start({ to: TO })).toEqual({ status: "started", resendInMs: PAUSE_MS });
    const [job] = await outbox.queues.messages.getJobs();
    const notAfterEpochMs = expect.toSatisfy((at: number) => at >= before + PAUSE_MS && at <= Date.now() + PAUSE_MS);
    expect(job!.data).toMatchObject({
      idempotencyKey: expect.stringMatching(/^sendo-verify-[0-9a-f]{32}$/) as string,
      priority: "high",
      notAfterEpochMs: notAfterEpochMs as number,
      input: { to: TO, body: "" },
      sealed: { keyId: "test" },
    });
    expect(sandbox.messages()).toEqual([]);
    const over = ended(1);
    outbox.work();
    expect(await over).toEqual(["accepted"]);
    expect(await verifier.check({ to: TO, code: wrong(codes()[0]!) })).toEqual({ status: "wrong", attemptsLeft: 4 });
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "approved" });
  });

  test("no key of Redis contains a code or a body, before and after the code was sent", async () => {
    await verifier.start({ to: TO, ip: "192.0.2.77" });
    const stored = [await everythingInRedis(redis)];
    const over = ended(1);
    outbox.work();
    await over;
    stored.push(await everythingInRedis(redis));
    await verifier.check({ to: TO, code: codes()[0]! });
    stored.push(await everythingInRedis(redis));
    const [code] = codes();
    for (const each of stored) {
      expect(each).toContain("sealed");
      expect(each).not.toMatch(asWord(code!));
      for (const secret of ["your code", "acme.example", "192.0.2.77", SECRET]) expect(each).not.toContain(secret);
    }
  });

  test("no log line, event, trace or error contains a code, a number or a body", async () => {
    const { seen, show, logger } = witness();
    await Promise.all([outbox.close(), client.close()]);
    client = new Sendo({ ...sandbox.clientOptions, idempotency: redisIdempotencyStore(redis), logger });
    const encryption = { keys: { test: randomBytes(32) }, use: "test" };
    outbox = createOutbox({ sendo: client, connection: redis, encryption, logger });
    const store = { challenges: redisChallengeStore(redis), counters: redisCounterStore(redis) };
    const logged = createVerifier({ outbox, store, secret: SECRET, brand: "Acme" });
    const numbers = [TO, "+15005550599", "+12065550144"];
    sandbox.faults.add({ effect: "status", status: 400, route: "/v1/message/send", times: 1 });
    for (const event of ["accepted", "not-sent", "rejected", "review"] as const) outbox.on(event, show);
    for (const to of numbers) show(await logged.start({ to }));
    const over = ended(numbers.length);
    outbox.work();
    expect((await over).length).toBe(3);
    const keys = (await outbox.queues.messages.getJobs()).map((job) => job.data.idempotencyKey as string);
    for (const key of keys) show(await outbox.find(key));
    for await (const each of outbox.review.list()) show(each);
    show([outbox, client, logged]);
    const all = seen.join("\n");
    expect(all).toContain("sendo-verify-");
    const sent = sandbox.messages().map(({ body }) => /\b\d{6}\b/.exec(body)![0]);
    expect(sent.length).toBeGreaterThan(0);
    for (const code of sent) expect(all).not.toMatch(asWord(code));
    for (const canary of ["5550142", "5550599", "5550144", "your code", SECRET]) expect(all).not.toContain(canary);
  });

  test("of two messages with the same code, the one that could not leave before the next never leaves", async () => {
    await verifier.start({ to: TO });
    await startAfterPause();
    const over = ended(2);
    outbox.work();
    expect((await over).sort()).toEqual(["accepted", "outbox_expired"]);
    expect(codes()).toHaveLength(1);
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "approved" });
  });

  test("a code that a later one replaced is never sent", async () => {
    await verifier.start({ to: TO });
    for (let attempt = 0; attempt < 5; attempt += 1) await verifier.check({ to: TO, code: "a guess" });
    expect(await verifier.check({ to: TO, code: "a guess" })).toEqual({ status: "locked" });
    await startAfterPause();
    const keys = (await outbox.queues.messages.getJobs()).map((job) => job.data.idempotencyKey as string);
    expect(new Set(keys).size).toBe(2);
    const over = ended(2);
    outbox.work();
    expect((await over).sort()).toEqual(["accepted", "outbox_expired"]);
    expect(codes()).toHaveLength(1);
    expect(await verifier.check({ to: TO, code: codes()[0]! })).toEqual({ status: "approved" });
  });

  test("an outbox without `encryption` stores nothing, and the person need not wait", async () => {
    const plain = createOutbox({ sendo: client, connection: redis, name: "plain" });
    try {
      const store = memoryVerifyStore();
      const options = { outbox: plain, store, secret: SECRET, brand: "Acme", perNumber: { max: 1, windowMs: 60_000 } };
      for (let tries = 0; tries < 2; tries += 1) {
        const starting = createVerifier(options).start({ to: TO });
        await expect(starting).rejects.toMatchObject({ code: "outbox_key_missing", outcome: "not-sent" });
      }
      expect(await plain.queues.messages.getJobCountByTypes()).toBe(0);
    } finally {
      await plain.close();
    }
  });
});

class OutboxError extends SendoExtensionError<"outbox_unavailable"> {}

describe("an outbox that fails", () => {
  const withOutbox = (enqueue: (input: SendInput) => Promise<unknown>): Verifier => {
    const options = { client: undefined, outbox: { enqueue }, perNumber: { max: 2, windowMs: 60_000 } };
    return setUp(options).verifier;
  };

  test("and may have stored the code: the error is thrown, the start counts, and no other code can overtake it", async () => {
    const error = new OutboxError({ code: "outbox_unavailable", message: "down", outcome: "not-sent" });
    const enqueue = vi.fn((_: SendInput) => Promise.reject(error));
    const verifier = withOutbox(enqueue);
    await expect(verifier.start({ to: TO })).rejects.toMatchObject({ code: "outbox_unavailable" });
    expect(await verifier.start({ to: TO })).toMatchObject({ status: "started" });
    expect(enqueue).toHaveBeenCalledTimes(1);
    const [{ body }] = enqueue.mock.calls[0]!;
    expect(await verifier.check({ to: TO, code: /\d{6}/.exec(body)![0] })).toEqual({ status: "approved" });
  });

  test("with an error of its own: it is thrown unchanged", async () => {
    const error = new Error("down");
    await expect(withOutbox(() => Promise.reject(error)).start({ to: TO })).rejects.toBe(error);
  });
});

test.each<[Partial<VerifierOptions>, RegExp]>([
  [{ outbox: { enqueue: async () => {} } }, /`client` and `outbox` of createVerifier cannot be combined/],
  [
    { client: undefined, outbox: {} as never },
    /`outbox` option of createVerifier must be an outbox with an `enqueue` method/,
  ],
  [
    { client: undefined, outbox: { enqueue: async () => {} }, deadlineMs: 5000 },
    /`deadlineMs` option of createVerifier cannot/,
  ],
  [{ client: undefined }, /`client` option of createVerifier must be a Sendo client/],
])("%j cannot be used", (options, problem) => {
  expect(() => setUp(options)).toThrow(problem);
});
