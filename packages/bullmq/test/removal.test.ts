import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SendoOutbox } from "../src/index.js";
import { KEEP_DEFAULTS } from "../src/outbox-options.js";
import { OutboxSweep } from "../src/outbox-sweep.js";
import { answer, LOST, next, onSend, REFUSED, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Everything that Redis has of an outbox, as one string. */
async function everything({ queues }: SendoOutbox): Promise<string> {
  const redis = lab.redis();
  const seen: unknown[] = [];
  for (const key of await redis.keys(`*${queues.messages.name}*`)) {
    const type = await redis.type(key);
    if (type === "hash") seen.push(await redis.hgetall(key));
    if (type === "stream") seen.push(await redis.xrange(key, "-", "+"));
    if (type === "string") seen.push(await redis.get(key));
  }
  return JSON.stringify(seen);
}

describe.runIf(lab.available)("issue 21: remove works for every state", () => {
  test("rejected, and not sent", async () => {
    const ends = [answer(400, "{}"), REFUSED];
    const sendo = lab.client(
      {},
      onSend(() => Promise.resolve(ends[0]!)),
    );
    const outbox = lab.outbox({ sendo, retry: { attempts: 1 } });
    outbox.work();
    for (const state of ["rejected", "not-sent"] as const) {
      const over = next(outbox, state);
      await outbox.enqueue(MESSAGE, { idempotencyKey: state });
      await over;
      ends.shift();
      expect(await outbox.remove(state)).toMatchObject({ idempotencyKey: state, state });
      expect(await outbox.find(state)).toBeUndefined();
    }
    expect(await everything(outbox)).not.toContain(MESSAGE.to);
  });

  test("accepted", async () => {
    const outbox = lab.outbox();
    const heard = next(outbox, "accepted");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const message = await heard;
    await outbox.queues.messages.waitUntilReady();
    expect(await outbox.remove("a")).toEqual(message);
    expect(await outbox.remove("a")).toBeUndefined();
    expect(await everything(outbox)).not.toContain(MESSAGE.to);
  });

  test("in review: number and body are deleted, and the same key sends nothing", async () => {
    let sends = 0;
    const sendo = lab.client(
      {},
      onSend(async () => {
        sends += 1;
        return LOST;
      }),
    );
    const outbox = lab.outbox({ sendo, reviewAfterMs: [HOUR_MS] });
    const key = randomUUID();
    const inReview = next(outbox, "review");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: key });
    const { reference } = await inReview;
    expect(await outbox.remove(key)).toMatchObject({ state: "review", code: "connection_lost", reference });
    expect(await outbox.find(key)).toBeUndefined();
    for await (const review of outbox.review.list()) expect(review).toBeUndefined();
    expect(await everything(outbox)).not.toContain(MESSAGE.to);
    const again = next(outbox, "review");
    await outbox.enqueue(MESSAGE, { idempotencyKey: key });
    expect(await again).toMatchObject({ reference });
    expect(sends).toBe(1);
  });

  test("in flight: number and body are deleted immediately, find returns nothing, and there is no further try", async () => {
    let [begin, refuse] = [(): void => {}, (): void => {}];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    let sends = 0;
    const sendo = lab.client(
      {},
      onSend(async () => {
        sends += 1;
        begin();
        await refused;
        return REFUSED;
      }),
    );
    const outbox = lab.outbox({ sendo });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    outbox.work();
    await begun;
    expect(await outbox.remove("a")).toMatchObject({ state: "sending" });
    expect(await outbox.find("a")).toBeUndefined();
    expect(await everything(outbox)).not.toContain(MESSAGE.to);
    refuse();
    await expect.poll(() => outbox.queues.messages.getCompletedCount()).toBe(1);
    expect(sends).toBe(1);
    await new OutboxSweep(outbox.queues.messages, "completed", "acceptedMs", KEEP_DEFAULTS).run(Date.now());
    expect(await outbox.queues.messages.getJobCountByTypes()).toBe(0);
  });

  test("in flight, and then in review: the review contains no number either", async () => {
    let [begin, lose] = [(): void => {}, (): void => {}];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const sendo = lab.client(
      {},
      onSend(async () => {
        begin();
        await lost;
        return LOST;
      }),
    );
    const outbox = lab.outbox({ sendo, reviewAfterMs: [HOUR_MS] });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const inReview = next(outbox, "review");
    outbox.work();
    await begun;
    await outbox.remove("a");
    lose();
    await inReview;
    expect(await everything(outbox)).not.toContain(MESSAGE.to);
    expect(await outbox.queues.reviews.getJobCountByTypes()).toBe(0);
  });
});

describe.runIf(lab.available)("issue 21: finished messages are removed by their own age", () => {
  test("bullmq#3789, bull#854: without another failure, and two services keep their own times", async () => {
    const sendo = lab.client(
      {},
      onSend(() => Promise.resolve(answer(400, "{}"))),
    );
    const short = lab.outbox({ sendo, keep: { failedMs: HOUR_MS } });
    const long = lab.outbox({ sendo, keep: { failedMs: 2 * HOUR_MS } });
    short.work();
    for (const [outbox, key] of [
      [short, "short"],
      [long, "long"],
      [lab.outbox({ sendo }), "default"],
    ] as const) {
      const over = next(short, "rejected");
      await outbox.enqueue(MESSAGE, { idempotencyKey: key });
      await over;
    }
    const { messages } = short.queues;
    const sweep = new OutboxSweep(messages, "failed", "failedMs", KEEP_DEFAULTS);
    const now = Date.now();
    const left = async (): Promise<string[]> =>
      (await messages.getFailed()).map(({ data }) => (data as { idempotencyKey: string }).idempotencyKey).sort();
    expect(await sweep.run(now)).toBe(0);
    expect(await sweep.run(now + HOUR_MS + 1_000)).toBe(1);
    expect(await left()).toEqual(["default", "long"]);
    expect(await sweep.run(now + 2 * HOUR_MS + 1_000)).toBe(1);
    expect(await left()).toEqual(["default"]);
    expect(await sweep.run(now + 30 * DAY_MS + 1_000)).toBe(1);
    expect(await left()).toEqual([]);
  });

  test("a job that is kept longer does not hide later jobs", async () => {
    const days = new Map<string, number>([...Array(250).keys()].map((index) => [`job ${index}`, index < 240 ? 30 : 1]));
    const queue = {
      getJobs: (_: unknown, start = 0, end = 0) =>
        Promise.resolve(
          [...days]
            .slice(start, end + 1)
            .map(([id, age]) => ({ id, data: { keep: { acceptedMs: age * DAY_MS, failedMs: 1 } }, finishedOn: 0 })),
        ),
      remove: (id: string) => Promise.resolve(Number(days.delete(id))),
    };
    const sweep = new OutboxSweep(queue as never, "completed", "acceptedMs", KEEP_DEFAULTS);
    let removed = 0;
    for (let turn = 0; turn < 3; turn += 1) removed += await sweep.run(2 * DAY_MS);
    expect(removed).toBe(10);
    expect(days.size).toBe(240);
  });

  test("a worker sweeps when it starts", async () => {
    const first = lab.outbox();
    const heard = next(first, "accepted");
    first.work();
    await first.enqueue(MESSAGE, { idempotencyKey: "a" });
    await heard;
    await first.close();
    const second = lab.outbox();
    const [kept] = await second.queues.messages.getCompleted();
    const key = second.queues.messages.toKey(kept!.id!);
    await lab.redis().hset(key, "finishedOn", Date.now() - 2 * DAY_MS);
    second.work();
    await expect.poll(() => second.queues.messages.getCompletedCount()).toBe(0);
  });
});
