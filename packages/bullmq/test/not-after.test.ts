import { describe, expect, onTestFinished, test } from "vitest";
import { DispatchGate } from "../src/dispatch-gate.js";
import { jobIds, resolveAccount } from "../src/outbox-account.js";
import type { MessageQueue } from "../src/stored-message.js";
import { LOST, MESSAGE, next, onSend, REFUSED, setUpLab } from "./support/lab.js";

const lab = setUpLab({ appendOnly: true });
const HOUR_MS = 3_600_000;
const inMs = (ms: number): Date => new Date(Date.now() + ms);
const EXPIRED = { state: "not-sent", code: "outbox_expired" };

describe.runIf(lab.available)("issue 24: notAfter", () => {
  test("enqueue rejects a message that cannot leave in time, and stores nothing", async () => {
    const outbox = lab.outbox();
    const late = [
      { notAfter: inMs(-1) },
      { notAfter: inMs(HOUR_MS), delayMs: HOUR_MS + 1_000 },
      { notAfter: inMs(HOUR_MS).toISOString(), sendAt: inMs(HOUR_MS + 1).toISOString() },
    ];
    for (const options of late) {
      const error = outbox.enqueue(MESSAGE, { idempotencyKey: "late", ...options });
      await expect(error).rejects.toMatchObject({ code: "outbox_expired", outcome: "not-sent", retryable: false });
    }
    const rows = [
      { ...MESSAGE, idempotencyKey: "row", notAfter: inMs(-1) },
      { ...MESSAGE, idempotencyKey: "good" },
    ];
    const results: unknown[] = [];
    for await (const { state, error } of outbox.enqueueMany(rows)) results.push([state, error?.code]);
    expect(results).toEqual([
      ["rejected", "outbox_expired"],
      ["stored", undefined],
    ]);
    expect(await outbox.find("late")).toBeUndefined();
    expect(await outbox.queues.messages.getJobCountByTypes()).toBe(1);
  });

  test("a retry of enqueue after notAfter still returns the stored message", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const again = await outbox.enqueue(MESSAGE, { idempotencyKey: "a", notAfter: inMs(-1) });
    expect(again).toMatchObject({ state: "waiting" });
  });

  test.each(["2026-12-01T09:00:00", "2026-12-01", "2026-02-30T09:00:00Z", new Date(NaN), 5, "soon"])(
    "an instant without a zone or that does not exist is rejected: %s",
    async (notAfter) => {
      const error = lab.outbox().enqueue(MESSAGE, { idempotencyKey: "a", notAfter: notAfter as string });
      await expect(error).rejects.toMatchObject({ code: "invalid_input", issues: [{ path: "notAfter" }] });
    },
  );

  test("a message that waits for its next try ends when it expires", async () => {
    const outbox = lab.outbox({
      sendo: lab.client(
        {},
        onSend(() => Promise.resolve(REFUSED)),
      ),
      retry: { attempts: 20, firstDelayMs: HOUR_MS, longestDelayMs: HOUR_MS },
    });
    const over = next(outbox, "not-sent");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", notAfter: inMs(800) });
    expect(await over).toMatchObject(EXPIRED);
    expect(await outbox.find("a")).toMatchObject({ ...EXPIRED, idempotencyKey: "a" });
  });

  test("a message that waits for the rate limit ends when it expires", async () => {
    let [begin, finish] = [(): void => {}, (): void => {}];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const answered = new Promise<void>((resolve) => (finish = resolve));
    let sends = 0;
    const sendo = lab.client(
      { requestsPerSecond: 1 },
      onSend(async (pass) => {
        sends += 1;
        begin();
        await answered;
        return pass();
      }),
    );
    const outbox = lab.outbox({ sendo });
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "first" });
    await begun;
    const over = next(outbox, "not-sent");
    await outbox.enqueue(MESSAGE, { idempotencyKey: "code", notAfter: inMs(500) });
    expect(await over).toMatchObject({ ...EXPIRED, idempotencyKey: "code" });
    const accepted = next(outbox, "accepted");
    finish();
    await accepted;
    expect(sends).toBe(1);
  });

  test("the last check counts the time until the request leaves, by the faster clock", async () => {
    const outbox = lab.outbox();
    const notAfter = inMs(HOUR_MS);
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", notAfter });
    const queue = outbox.queues.messages as MessageQueue;
    const [job] = await queue.getJobs();
    const passed = { nowMs: 0, epochMs: 0 };
    const gate = new DispatchGate(job!, {
      queue,
      quiet: undefined,
      clock: { nowMs: () => passed.nowMs, epochMs: () => passed.epochMs, after: () => () => {} },
      bounded: (step) => step(),
    });
    const check = await gate.pass();
    expect(check).not.toThrow();
    for (const clock of ["nowMs", "epochMs"] as const) {
      passed[clock] = HOUR_MS;
      expect(check).toThrow(expect.objectContaining({ code: "outbox_stopped", stop: "expired" }) as Error);
      passed[clock] = 0;
    }
    expect(check).not.toThrow();
  });

  test("a message that may have left before it expired is looked up and not reported as unsent", async () => {
    const sendo = lab.client(
      {},
      onSend(async (pass) => {
        await pass();
        return LOST;
      }),
    );
    const outbox = lab.outbox({ sendo });
    const queue = outbox.queues.messages as MessageQueue;
    await sendo.messages.send(MESSAGE, { idempotencyKey: "a" }).catch(() => {});
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", notAfter: inMs(HOUR_MS) });
    const [id] = jobIds("a", resolveAccount(sendo, undefined));
    const job = (await queue.getJob(id))!;
    // As a worker leaves it that died while its request was in flight.
    await job.updateData({ ...job.data, notAfterEpochMs: Date.now() - 1, leaving: "a dead worker" });
    const accepted = next(outbox, "accepted");
    outbox.work();
    expect(await accepted).toMatchObject({ idempotencyKey: "a" });
    expect(lab.sandbox().messages()).toHaveLength(1);
  });

  test("1,000 codes in an outage that outlasts them: none leaves late, and each ends as not-sent", async () => {
    const leftAt: number[] = [];
    const sendo = lab.client(
      { requestsPerSecond: 20 },
      onSend((pass) => {
        leftAt.push(Date.now());
        return pass();
      }),
    );
    const outbox = lab.outbox({ sendo });
    const ends = new Map<string, string>();
    const over = new Promise<void>((resolve) => {
      for (const event of ["accepted", "not-sent", "rejected", "review"] as const) {
        outbox.on(event, ({ idempotencyKey, code }) => {
          ends.set(idempotencyKey, code ?? event);
          if (ends.size === 1_000) resolve();
        });
      }
    });
    const notAfter = inMs(4_000);
    const rows = Array.from({ length: 1_000 }, (_, index) => ({
      to: "+12065550142",
      body: `Your code is ${String(100_000 + index)}`,
      idempotencyKey: `code-${index}`,
      priority: "high" as const,
      notAfter,
    }));
    for await (const { state } of outbox.enqueueMany(rows)) expect(state).toBe("stored");
    const first = next(outbox, "accepted");
    outbox.work();
    await first;
    lab.server().pause();
    onTestFinished(() => lab.server().resume());
    await expect.poll(() => Date.now() > notAfter.getTime() + 100, { timeout: 10_000 }).toBe(true);
    lab.server().resume();
    await over;
    expect(Math.max(...leftAt)).toBeLessThanOrEqual(notAfter.getTime());
    const counts = { accepted: 0, outbox_expired: 0 };
    for (const end of ends.values()) counts[end as keyof typeof counts] += 1;
    expect(counts.accepted).toBe(leftAt.length);
    expect(counts.accepted + counts.outbox_expired).toBe(1_000);
    expect(counts.outbox_expired).toBeGreaterThan(900);
  }, 60_000);
});
