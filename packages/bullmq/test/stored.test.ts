import { describe, expect, onTestFinished, test, vi } from "vitest";
import { storeEpochMs } from "../src/store-clock.js";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();
const MINUTE_MS = 60_000;

/** Moves this process's wall clock until the test ends or it is called. */
function moveClock(byMs: number): () => void {
  const now = Date.now.bind(Date);
  const spy = vi.spyOn(Date, "now").mockImplementation(() => now() + byMs);
  const restore = (): void => void spy.mockRestore();
  onTestFinished(restore);
  return restore;
}

describe.runIf(lab.available)("issue 21: enqueue resolves only for messages that Redis has", () => {
  test("a message that cannot be read back is `outbox_unavailable`, and the same key again stores it", async () => {
    const outbox = lab.outbox();
    const { messages } = outbox.queues;
    const addBulk = messages.addBulk.bind(messages);
    // A primary that fails after it has answered, with a replica that is behind.
    const spy = vi.spyOn(messages, "addBulk").mockImplementationOnce(async (jobs) => {
      const added = await addBulk(jobs);
      await lab.redis().flushdb();
      return added;
    });
    await expect(outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "outbox_unavailable",
      retryable: true,
      cause: { name: "MessageMissing" },
    });
    spy.mockRestore();
    expect(await outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).toMatchObject({ state: "waiting" });
    expect(await messages.getJobCountByTypes("waiting", "prioritized")).toBe(1);
  });

  test.each([
    ["OOM", ["maxmemory", "1"], ["maxmemory", "0"]],
    ["NOREPLICAS", ["min-replicas-to-write", "1"], ["min-replicas-to-write", "0"]],
  ] as const)("`outbox_unavailable` names Redis' error code: %s", async (code, wrong, right) => {
    const outbox = lab.outbox();
    await outbox.find("a");
    await lab.redis().config("SET", ...wrong);
    onTestFinished(async () => void (await lab.redis().config("SET", ...right)));
    await expect(outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "outbox_unavailable",
      cause: { code },
    });
  });
});

describe.runIf(lab.available)("issue 21: times come from the store's clock", () => {
  test("quirrel#14: with a producer 5 minutes behind, `delayMs` of 4 minutes is 4 minutes", async () => {
    const outbox = lab.outbox();
    outbox.work();
    await outbox.queues.messages.waitUntilReady();
    const restore = moveClock(-5 * MINUTE_MS);
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", delayMs: 4 * MINUTE_MS });
    restore();
    const [job] = await outbox.queues.messages.getDelayed();
    const now = await storeEpochMs(outbox.queues.messages);
    expect(Math.abs(now - job!.timestamp)).toBeLessThan(MINUTE_MS);
    expect(await outbox.find("a")).toMatchObject({ state: "waiting", attempts: 0 });
    expect(lab.sandbox().messages()).toEqual([]);
  });

  test("twenty#21260: with a producer 5 minutes ahead, the age of a message is right", async () => {
    const outbox = lab.outbox();
    const restore = moveClock(5 * MINUTE_MS);
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    restore();
    const [job] = await outbox.queues.messages.getJobs(["prioritized"]);
    expect(job!.timestamp - (await storeEpochMs(outbox.queues.messages))).toBeLessThan(MINUTE_MS);
  });

  test("a worker 5 minutes ahead puts a message back that is not due by the store's clock", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "late", delayMs: 4 * MINUTE_MS });
    moveClock(5 * MINUTE_MS);
    outbox.work();
    await expect
      .poll(async () => (await outbox.queues.messages.getDelayed()).map(({ attemptsStarted }) => attemptsStarted))
      .toEqual([1]);
    expect(await outbox.find("late")).toMatchObject({ state: "waiting", attempts: 0 });
    expect(lab.sandbox().messages()).toEqual([]);
    // A person may still bring it forward.
    const heard = next(outbox, "accepted");
    const [job] = await outbox.queues.messages.getDelayed();
    vi.restoreAllMocks();
    await job!.promote();
    await heard;
  });
});
