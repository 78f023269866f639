import { beforeEach, describe, expect, test } from "vitest";
import type { SendoOutbox } from "../src/index.js";
import { answer, LOST, next, onSend, REFUSED, setUpLab } from "./support/lab.js";

const lab = setUpLab();
beforeEach(async () => {
  if (lab.available) await lab.redis().flushall();
});
const HOUR_MS = 3_600_000;
const [TO, OTHER] = ["+12065550142", "+12065550143"];
const body = (key: string): string => `secret words of ${key}`;

/** Everything that Redis has: keys, and what is in each, whatever its type. */
async function everything(): Promise<string> {
  const redis = lab.redis();
  const seen: unknown[] = [];
  for (const key of await redis.keys("*")) {
    const type = await redis.type(key);
    if (type === "hash") seen.push(key, await redis.hgetall(key));
    else if (type === "stream") seen.push(key, await redis.xrange(key, "-", "+"));
    else if (type === "list") seen.push(key, await redis.lrange(key, 0, -1));
    else if (type === "set") seen.push(key, await redis.smembers(key));
    else if (type === "zset") seen.push(key, await redis.zrange(key, "0", "-1"));
    else if (type === "string") seen.push(key, await redis.get(key));
    else throw new Error(`the scan does not know the type ${type}`);
  }
  return JSON.stringify(seen);
}

async function enqueue(outbox: SendoOutbox, key: string, to = TO, options: object = {}): Promise<void> {
  await outbox.enqueue({ to, body: body(key) }, { idempotencyKey: key, ...options });
}

/** An outbox with a message in every state; `done` lets the message in flight end. */
async function everyState() {
  let [begin, finish] = [(): void => {}, (): void => {}];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const sendo = lab.client({}, async (request, pass) => {
    if (request.method !== "POST") return pass();
    const sent = request.body!;
    if (sent.includes(body("rejected"))) return answer(400, "{}");
    if (sent.includes(body("not-sent"))) return REFUSED;
    if (sent.includes(body("review"))) return LOST;
    if (sent.includes(body("sending"))) {
      begin();
      await finished;
    }
    return pass();
  });
  const outbox = lab.outbox({ sendo, retry: { attempts: 1 }, reviewAfterMs: [HOUR_MS] });
  outbox.work({ concurrency: 2 });
  for (const state of ["accepted", "rejected", "not-sent", "review", "cancelled"] as const) {
    const over = next(outbox, state);
    await enqueue(outbox, state, TO, state === "cancelled" ? { delayMs: HOUR_MS } : {});
    if (state === "cancelled") await outbox.cancel(state);
    await over;
  }
  const accepted = next(outbox, "accepted");
  await enqueue(outbox, "other", OTHER);
  await accepted;
  await enqueue(outbox, "sending");
  await begun;
  await enqueue(outbox, "delayed", TO, { delayMs: HOUR_MS });
  await outbox.queues.messages.pause();
  await enqueue(outbox, "waiting", TO, { priority: "high" });
  await enqueue(outbox, "prioritized", TO, { priority: "low" });
  return { outbox, finish };
}

describe.runIf(lab.available)("issue 24: erase", () => {
  test("va.gov-team#136575: removes a number and its bodies from every state, and no key of Redis has them", async () => {
    const { outbox, finish } = await everyState();
    const before = await everything();
    for (const key of ["accepted", "sending", "delayed", "waiting", "prioritized", "not-sent"]) {
      expect(before).toContain(body(key));
    }
    const { removed, digests } = await outbox.erase({ to: TO });
    const states = Object.fromEntries(removed.map(({ idempotencyKey, state }) => [idempotencyKey, state]));
    expect(states).toEqual({
      accepted: "accepted",
      rejected: "rejected",
      "not-sent": "not-sent",
      review: "review",
      cancelled: "cancelled",
      sending: "sending",
      delayed: "waiting",
      waiting: "waiting",
      prioritized: "waiting",
    });
    expect([...digests].sort()).toEqual(["accepted", "review", "sending"]);
    const after = await everything();
    expect(after).not.toContain(TO.slice(1));
    for (const key of Object.keys(states)) expect(after).not.toContain(body(key));
    expect(after).toContain(body("other"));
    finish();
    await outbox.queues.messages.resume();
    await expect.poll(() => outbox.queues.messages.getActiveCount()).toBe(0);
    const last = await everything();
    expect(last).not.toContain(TO.slice(1));
    expect(last).not.toContain(body("sending"));
    expect(await outbox.erase({ to: TO })).toEqual({ removed: [], digests: [] });
    expect(await outbox.find("other")).toMatchObject({ state: "accepted" });
  });

  test("the message of a key, also while it is in review", async () => {
    const sendo = lab.client(
      {},
      onSend(() => Promise.resolve(LOST)),
    );
    const outbox = lab.outbox({ sendo, reviewAfterMs: [HOUR_MS] });
    await enqueue(outbox, "stays", TO, { delayMs: HOUR_MS });
    const inReview = next(outbox, "review");
    outbox.work();
    await enqueue(outbox, "a");
    await inReview;
    const { removed, digests } = await outbox.erase({ idempotencyKey: "a" });
    expect(removed).toMatchObject([{ idempotencyKey: "a", state: "review" }]);
    expect(digests).toEqual(["a"]);
    expect((await everything()).includes(body("a"))).toBe(false);
    expect(await outbox.find("stays")).toMatchObject({ state: "waiting" });
    // Never twice: the digest that is kept still stops the same key.
    const again = next(outbox, "review");
    await enqueue(outbox, "a");
    expect(await again).toMatchObject({ idempotencyKey: "a" });
  });

  test("350 messages to one number among others, which is more than a page", async () => {
    const outbox = lab.outbox();
    const rows = Array.from({ length: 400 }, (_, index) => {
      return { to: index % 8 === 0 ? OTHER : TO, body: "hello", idempotencyKey: `row-${index}` };
    });
    for await (const { state } of outbox.enqueueMany(rows)) expect(state).toBe("stored");
    expect((await outbox.erase({ to: TO })).removed).toHaveLength(350);
    expect(await outbox.queues.messages.getJobCountByTypes()).toBe(50);
    expect((await everything()).includes(TO.slice(1))).toBe(false);
  });

  test("the target must contain a number or a key", async () => {
    const outbox = lab.outbox();
    const wrong = [{}, { to: TO, idempotencyKey: "a" }, { to: "206" }, { idempotencyKey: "" }, { number: TO }];
    for (const target of wrong) {
      await expect(outbox.erase(target as never)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});
