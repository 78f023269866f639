import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { HttpsTransport, memoryIdempotencyStore, type IdempotencyStore, type SendoOptions } from "@sendo/core";
import { fakeSendo } from "@sendo/core/testing";
import { redisIdempotencyStore, redisRateLimitStore } from "@sendo/redis";
import { startSandbox } from "@sendo/sandbox";
import { describe, expect, onTestFinished, test } from "vitest";
import { createOutbox, type EnqueueProgress } from "../src/index.js";
import { answer as respond, next, onSend, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab({ appendOnly: true });
const STALLED_AFTER_MS = 1_000;
const LEASE_MS = 500;
const accepted = (reference: string | undefined): number => lab.sandbox().acceptedPerReference().get(reference!) ?? 0;
const row = (index: number) => ({ ...MESSAGE, idempotencyKey: `row ${index}` });

/** A send that hangs: `begun` when Sendo has taken it, and its answer comes when the test says so, or never. */
function hangingSend(options: SendoOptions = {}) {
  let [begin, answer] = [(): void => {}, (): void => {}];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const client = lab.client(
    options,
    onSend(async (pass) => {
      const result = await pass();
      begin();
      await answered;
      return result;
    }),
  );
  return { client, begun, answer };
}

describe.runIf(lab.available)("an outbox that closes before its messages have ended", () => {
  test("the response arrives after drainMs: another worker finds it recorded, and sends nothing", async () => {
    const { client, begun, answer } = hangingSend();
    const first = lab.outbox({ sendo: client });
    await first.enqueue(MESSAGE, { idempotencyKey: "a" });
    first.work({ stalledAfterMs: STALLED_AFTER_MS });
    await begun;
    await first.close({ drainMs: 20 });
    answer();
    const second = lab.outbox();
    const heard = next(second, "accepted");
    second.work({ stalledAfterMs: STALLED_AFTER_MS });
    expect(accepted((await heard).reference)).toBe(1);
    expect(lab.sandbox().messages()).toHaveLength(1);
  });

  test("the process dies: the stalled message goes into review, is found there, and is not sent again", async () => {
    const store = redisIdempotencyStore(lab.redis(), { prefix: randomUUID() });
    let isDead = false;
    // The dead write nothing, and their marks run out sooner than in production.
    const mortal: IdempotencyStore = {
      claim: (key, claim) => store.claim(key, { ...claim, leaseMs: LEASE_MS }),
      dispatch: (key, mark) => store.dispatch(key, { ...mark, leaseMs: LEASE_MS }),
      extend: async (key, lease) => void (isDead || (await store.extend(key, { ...lease, leaseMs: LEASE_MS }))),
      accept: async (key, fact) => void (isDead || (await store.accept(key, fact))),
      release: async (key, owner) => void (isDead || (await store.release(key, owner))),
    };
    const { client, begun, answer } = hangingSend({ idempotency: mortal });
    const first = lab.outbox({ sendo: client });
    await first.enqueue(MESSAGE, { idempotencyKey: "a" });
    first.work({ stalledAfterMs: STALLED_AFTER_MS });
    await begun;
    isDead = true;
    await first.close({ drainMs: 0 });
    let looks = 0;
    const finder = lab.client({ idempotency: store }, (request, pass) =>
      request.method === "GET" && ++looks === 1 ? Promise.resolve(respond(503, "{}")) : pass(),
    );
    const second = lab.outbox({ sendo: finder });
    const [inReview, heard] = [next(second, "review"), next(second, "accepted")];
    second.work({ stalledAfterMs: STALLED_AFTER_MS });
    const { reference } = await inReview;
    expect(await heard).toMatchObject({ idempotencyKey: "a", state: "accepted", reference });
    expect(accepted(reference)).toBe(1);
    expect(lab.sandbox().messages()).toHaveLength(1);
    answer();
  });

  test("closes while Redis is unavailable, and the next outbox has the message", async () => {
    const first = lab.outbox({ storeTimeoutMs: 300 });
    const heard = next(first, "accepted");
    first.work();
    await first.enqueue(MESSAGE, { idempotencyKey: "a" });
    await heard;
    await first.enqueue(MESSAGE, { idempotencyKey: "b", delayMs: 3_600_000 });
    await lab.server().kill();
    await expect(first.find("b")).rejects.toMatchObject({ code: "outbox_unavailable" });
    await first.close();
    await lab.server().restart();
    await lab.redis().ping();
    expect(await lab.outbox().find("b")).toMatchObject({ state: "waiting" });
  });

  test.each([
    ["a connection of the app's", () => lab.redis()],
    ["connections of its own", () => ({ url: lab.server().url })],
  ])("closes when Redis stops responding but keeps its connections open: with %s", async (_, connection) => {
    const first = lab.outbox({ connection: connection(), storeTimeoutMs: 300 });
    const heard = next(first, "accepted");
    first.work();
    await first.enqueue(MESSAGE, { idempotencyKey: "a" });
    await heard;
    lab.server().pause();
    onTestFinished(() => lab.server().resume());
    await first.close();
    lab.server().resume();
    expect(await lab.outbox().find("a")).toMatchObject({ state: "accepted" });
  });

  test("closes when Redis was never available", async () => {
    const outbox = lab.outbox({
      connection: { host: "127.0.0.1", port: 1, maxRetriesPerRequest: null },
      storeTimeoutMs: 300,
    });
    outbox.work();
    await expect(outbox.find("a")).rejects.toMatchObject({ code: "outbox_unavailable" });
    await outbox.close();
  });

  test("`work` can be called once, and not after `close`", async () => {
    const outbox = lab.outbox();
    outbox.work();
    expect(() => outbox.work()).toThrow(/`work` was already called/);
    await outbox.close();
    expect(() => outbox.work()).toThrow(/closed/);
    await expect(outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "config_setup_invalid",
    });
  });
});

describe("a misspelled option is rejected instead of ignored", () => {
  const options = { sendo: fakeSendo({ idempotency: memoryIdempotencyStore() }).client, connection: {} };
  const refused = (message: string): Error =>
    expect.objectContaining({
      code: "config_option_invalid",
      message: expect.stringContaining(message) as string,
    }) as Error;

  test.each<[string, object]>([
    ["`queueName` is not an option of createOutbox.", { queueName: "messages" }],
    ["`retry.delayMs` is not an option of createOutbox.", { retry: { delayMs: 5 } }],
    ["`keep.forMs` is not an option of createOutbox.", { keep: { forMs: 5 } }],
    ["The `keep` option of createOutbox must be an object.", { keep: 5 }],
  ])("%s", (message, more) => {
    expect(() => createOutbox({ ...options, ...more })).toThrow(refused(message));
  });

  test.runIf(lab.available)("of enqueue: a message is not sent immediately because of a typing error", async () => {
    const outbox = lab.outbox();
    const tomorrow = { idempotencyKey: "a", delay: 86_400_000 };
    await expect(outbox.enqueue(MESSAGE, tomorrow)).rejects.toMatchObject({
      code: "invalid_input",
      issues: [{ path: "options", message: expect.stringContaining("`delay` is not an option of outbox.enqueue.") }],
    });
    expect(await outbox.find("a")).toBeUndefined();
    const misspelt = (name: string): object => ({ [name]: 1 });
    expect(() => outbox.work(misspelt("concurrent"))).toThrow(refused("`concurrent` is not an option of outbox.work."));
    expect(() => outbox.enqueueMany([], misspelt("progress"))).toThrow(
      refused("`progress` is not an option of outbox.enqueueMany."),
    );
    expect(() => void outbox.close(misspelt("drain"))).toThrow(refused("`drain` is not an option of outbox.close."));
  });
});

describe.runIf(lab.available)("a client whose idempotency store loses its data when the process ends", () => {
  test.each([
    ["the memory store", memoryIdempotencyStore()],
    ["one around it", { ...memoryIdempotencyStore() }],
  ])("%s is refused by name, and works where the caller says so", async (_, idempotency) => {
    const outbox = lab.outbox({ sendo: lab.client({ idempotency }) });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const refusal = expect.objectContaining({
      code: "config_setup_invalid",
      message: expect.stringMatching(/redisIdempotencyStore.*allowVolatileStore/),
    });
    expect(() => outbox.work()).toThrow(refusal);
    expect(() => outbox.work({ allowVolatileStore: "yes" as unknown as boolean })).toThrow(refusal);
    const heard = next(outbox, "accepted");
    outbox.work({ allowVolatileStore: true });
    expect(await heard).toMatchObject({ state: "accepted" });
  });
});

test.runIf(lab.available)("a user's test needs no network: fakeSendo behind a real queue", async () => {
  const fake = fakeSendo({ idempotency: memoryIdempotencyStore() });
  const outbox = lab.outbox({ sendo: fake.client });
  // Sendo is asked for messages since the moment of enqueueing, and the fake lives in a time of its own.
  await fake.clock.advance(Date.now() - fake.clock.epochMs());
  fake.next({ kind: "accepted-then", then: "reset" });
  await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
  const [inReview, heard] = [next(outbox, "review"), next(outbox, "accepted")];
  outbox.work({ allowVolatileStore: true });
  const { reference } = await inReview;
  expect(await heard).toMatchObject({ state: "accepted", reference });
  expect(fake.outbox.sent).toMatchObject([MESSAGE]);
});

describe.runIf(lab.available)("enqueueMany", () => {
  test("yields the result of each row, and reports progress", async () => {
    const outbox = lab.outbox();
    const rows = [row(0), row(0), { ...row(0), body: "other" }, { ...row(1), to: "0142" }, row(2)];
    const progress: EnqueueProgress[] = [];
    const results = [];
    for await (const result of outbox.enqueueMany(rows, { onProgress: (sums) => void progress.push({ ...sums }) })) {
      results.push([result.index, result.state, result.error?.code]);
    }
    expect(results).toEqual([
      [0, "stored", undefined],
      [1, "duplicate", undefined],
      [2, "rejected", "idempotency_key_reused"],
      [3, "rejected", "invalid_input"],
      [4, "stored", undefined],
    ]);
    expect(progress.at(-1)).toEqual({ rows: 5, stored: 2, duplicates: 1, rejected: 2 });
    expect(await outbox.queues.messages.getJobCountByTypes("waiting", "prioritized")).toBe(2);
  });

  test("stops reading and closes the source when iteration ends early", async () => {
    const outbox = lab.outbox();
    let [read, isClosed] = [0, false];
    function* source() {
      try {
        for (; read < 1_000; read += 1) yield row(read);
      } finally {
        isClosed = true;
      }
    }
    for await (const { state } of outbox.enqueueMany(source())) {
      expect(state).toBe("stored");
      break;
    }
    expect(isClosed).toBe(true);
    expect(read).toBeLessThanOrEqual(200);
    expect(await outbox.queues.messages.getJobCountByTypes("waiting", "prioritized")).toBeLessThanOrEqual(200);
    const states = [];
    for await (const { state } of outbox.enqueueMany([row(0), row(999)])) states.push(state);
    expect(states).toEqual(["duplicate", "stored"]);
  });

  test("an error of onProgress ends the run", async () => {
    const onProgress = (): never => {
      throw new RangeError("enough");
    };
    const all = async (): Promise<void> => {
      for await (const _ of lab.outbox().enqueueMany([row(0)], { onProgress }));
    };
    await expect(all()).rejects.toThrow("enough");
  });
});

describe.runIf(lab.available)("an outbox with shared resources", () => {
  test("over a shared limit, each message is sent once, without a 429", async () => {
    await using limited = await startSandbox();
    const { ca, ...clientOptions } = limited.clientOptions;
    let refused = 0;
    const count = (): void => void (refused += 1);
    subscribe("sendo:rate-limited", count);
    try {
      const sendo = lab.client({
        ...clientOptions,
        requestsPerSecond: 20,
        transport: new HttpsTransport({ ca }),
        rateLimit: { account: randomUUID(), store: redisRateLimitStore(lab.redis()), fallbackProcesses: 1 },
      });
      const outbox = lab.outbox({ sendo });
      let left = 45;
      const done = new Promise<void>((resolve) => {
        outbox.on("accepted", () => {
          if (--left === 0) resolve();
        });
      });
      for await (const { state } of outbox.enqueueMany(Array.from({ length: left }, (_, index) => row(index)))) {
        expect(state).toBe("stored");
      }
      outbox.work({ concurrency: 45 });
      await done;
      expect(sendo.rateLimit).toMatchObject({ store: "shared" });
      expect([limited.messages().length, refused]).toEqual([45, 0]);
    } finally {
      unsubscribe("sendo:rate-limited", count);
    }
  });

  test("if Redis is unavailable, enqueue rejects with a clear error, and a retry with the same key stores one message", async () => {
    const outbox = lab.outbox({ storeTimeoutMs: 300 });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "before" });
    await lab.server().kill();
    await expect(outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "outbox_unavailable",
    });
    await expect(outbox.find("before")).rejects.toMatchObject({ code: "outbox_unavailable" });
    await lab.server().restart();
    await lab.redis().ping();
    const patient = lab.outbox();
    expect(await patient.enqueue(MESSAGE, { idempotencyKey: "a" })).toMatchObject({ state: "waiting" });
    expect(await patient.find("before")).toMatchObject({ state: "waiting" });
    const both = new Promise<void>((resolve) => {
      let left = 2;
      patient.on("accepted", () => {
        if (--left === 0) resolve();
      });
    });
    patient.work();
    await both;
    expect(lab.sandbox().messages()).toHaveLength(2);
  });
});

test.runIf(lab.available)(
  "issue 21: a process that closes puts messages back that wait for the rate limit, without an attempt, and another process sends them",
  async () => {
    const COUNT = 60;
    let sends = 0;
    const slow = lab.client(
      { requestsPerSecond: 5, rateLimit: { account: randomUUID() } },
      onSend(async (pass) => {
        sends += 1;
        const { response } = await pass();
        // Without the rate headers of the sandbox, from which the limiter would learn of a higher limit.
        return { response: { ...response!, headers: {} } };
      }),
    );
    const first = lab.outbox({ sendo: slow });
    for await (const { state } of first.enqueueMany(Array.from({ length: COUNT }, (_, index) => row(index))))
      expect(state).toBe("stored");
    const begun = next(first, "accepted");
    first.work({ concurrency: COUNT });
    await begun;
    const { messages } = first.queues;
    await expect.poll(() => slow.rateLimit.queued.normal, { timeout: 10_000 }).toBeGreaterThan(COUNT / 2);
    const closedMs = performance.now();
    await first.close();
    // The rest would take eleven seconds at 5 messages per second.
    expect(performance.now() - closedMs).toBeLessThan(4_000);
    expect(sends).toBeLessThan(COUNT / 2);
    const second = lab.outbox();
    expect(second.queues.messages.name).toBe(messages.name);
    expect(await second.queues.messages.getJobCountByTypes("prioritized", "completed")).toBe(COUNT);
    let left = (await second.queues.messages.getPrioritized()).length;
    for (const { attemptsMade } of await second.queues.messages.getPrioritized()) expect(attemptsMade).toBe(0);
    const done = new Promise<void>((resolve) => {
      second.on("accepted", () => {
        if (--left === 0) resolve();
      });
    });
    second.work({ concurrency: COUNT });
    await done;
    expect(lab.sandbox().messages()).toHaveLength(COUNT);
  },
);
