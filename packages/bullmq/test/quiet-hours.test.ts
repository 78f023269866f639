import { describe, expect, test } from "vitest";
import { toQuietMinutes } from "../src/quiet-hours/quiet-hours.js";
import { DispatchGate } from "../src/dispatch-gate.js";
import type { MessageJob, MessageQueue } from "../src/stored-message.js";
import { asAnotherProcess, LOST, MESSAGE, next, onSend, REFUSED, setUpLab } from "./support/lab.js";
import type { OutboxQuietHours, SendoOutbox } from "../src/index.js";

const lab = setUpLab();
const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const inMs = (ms: number): Date => new Date(Date.now() + ms);

/** Phoenix is seven hours behind UTC throughout the year. */
const TO_PHOENIX = { ...MESSAGE, to: "+16025550142" };
const phoenixTime = (epochMs: number): string => new Date(epochMs - 7 * HOUR_MS).toISOString().slice(11, 16);
/** Quiet hours from an hour ago until an hour and at most a minute from now. */
function quietNow(): { quietHours: OutboxQuietHours; endEpochMs: number } {
  const endEpochMs = Math.ceil((Date.now() + HOUR_MS) / MINUTE_MS) * MINUTE_MS;
  return { quietHours: { from: phoenixTime(Date.now() - HOUR_MS), to: phoenixTime(endEpochMs) }, endEpochMs };
}
/** Quiet hours from in six hours until in eight. */
function quietSoon(): { quietHours: OutboxQuietHours; endEpochMs: number } {
  const endEpochMs = Math.ceil((Date.now() + 8 * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
  return { quietHours: { from: phoenixTime(Date.now() + 6 * HOUR_MS), to: phoenixTime(endEpochMs) }, endEpochMs };
}

async function jobOf(outbox: SendoOutbox): Promise<MessageJob> {
  const [job] = await outbox.queues.messages.getJobs();
  return job as MessageJob;
}
const dueOf = ({ timestamp, delay }: MessageJob): number => timestamp + delay;

describe.runIf(lab.available)("issue 24: quiet hours", () => {
  test("va.gov-team#136575: enqueue delays a message until the quiet hours are over", async () => {
    const { quietHours, endEpochMs } = quietNow();
    const outbox = lab.outbox({ quietHours });
    expect(await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a" })).toMatchObject({ state: "waiting" });
    expect(dueOf(await jobOf(outbox))).toBe(endEpochMs);
  });

  test("a message that is due later is delayed only if it is due in quiet hours", async () => {
    const { quietHours, endEpochMs } = quietSoon();
    const outbox = lab.outbox({ quietHours });
    const sendAt = inMs(7 * HOUR_MS);
    const rows = [
      { ...TO_PHOENIX, idempotencyKey: "now" },
      { ...TO_PHOENIX, idempotencyKey: "later", sendAt },
      { ...TO_PHOENIX, idempotencyKey: "code", sendAt, priority: "high" as const },
    ];
    for await (const { state } of outbox.enqueueMany(rows)) expect(state).toBe("stored");
    const jobs = (await outbox.queues.messages.getJobs()) as MessageJob[];
    const due = new Map(jobs.map((job) => [job.data.idempotencyKey, dueOf(job)]));
    expect(due.get("now")).toBeLessThan(inMs(MINUTE_MS).getTime());
    expect(due.get("later")).toBe(endEpochMs);
    expect(due.get("code")).toBe(sendAt.getTime());
  });

  test("notAfter wins: enqueue and reschedule reject what could leave only after it", async () => {
    const outbox = lab.outbox({ quietHours: quietNow().quietHours });
    const early = outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a", notAfter: inMs(HOUR_MS / 2) });
    await expect(early).rejects.toMatchObject({ code: "outbox_expired" });
    expect(await outbox.find("a")).toBeUndefined();
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "b", notAfter: inMs(2 * HOUR_MS) });
    await expect(outbox.reschedule("b", { delayMs: DAY_MS })).rejects.toMatchObject({ code: "outbox_expired" });
    const { quietHours, endEpochMs } = quietNow();
    const other = lab.outbox({ name: `${outbox.queues.messages.name}-2`, quietHours });
    await other.enqueue(TO_PHOENIX, { idempotencyKey: "c" });
    expect(await other.reschedule("c", { delayMs: 0 })).toBe(true);
    expect((await jobOf(other)).data.rescheduledEpochMs).toBe(endEpochMs);
  });

  test.each(["by the hours of the worker", "by the hours of the process that enqueued it"])(
    "a worker holds a message in quiet hours, %s, and sends it afterwards",
    async (whose) => {
      const { quietHours, endEpochMs } = quietNow();
      const isWorker = whose.endsWith("worker");
      const outbox = lab.outbox(isWorker ? { quietHours } : {});
      await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a" });
      const job = await jobOf(outbox);
      if (!isWorker) await job.updateData({ ...job.data, quiet: toQuietMinutes(quietHours) });
      outbox.work();
      await expect.poll(() => outbox.queues.messages.getDelayedCount()).toBe(1);
      expect(await outbox.find("a")).toMatchObject({ state: "waiting", attempts: 0 });
      const held = await jobOf(outbox);
      // A worker puts a job back by its own clock, and BullMQ counts the delay from then.
      expect(Math.abs(held.delay + Date.now() - endEpochMs)).toBeLessThan(MINUTE_MS);
      // A person who brings it forward by hand does not bring it into the night.
      await held.promote();
      await expect.poll(() => outbox.queues.messages.getDelayedCount()).toBe(1);
      expect(lab.sandbox().messages()).toEqual([]);
      await outbox.close();
      asAnotherProcess();
      const later = lab.outbox({ quietHours: quietSoon().quietHours });
      const accepted = next(later, "accepted");
      later.work();
      await (await jobOf(later)).promote();
      expect(await accepted).toEqual(expect.not.objectContaining({ inQuietHours: true }));
      expect(lab.sandbox().messages()).toHaveLength(1);
    },
  );

  test("the last check uses the store's clock, and counts the time until the request leaves", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a", notAfter: inMs(3 * HOUR_MS) });
    const queue = outbox.queues.messages as MessageQueue;
    const night = { from: Date.now() + HOUR_MS, to: Date.now() + 2 * HOUR_MS };
    const passed = { nowMs: 0, epochMs: 0 };
    const gate = new DispatchGate(await jobOf(outbox), {
      queue,
      quiet: {
        isExempt: false,
        allowedFrom: (epochMs) => (epochMs < night.from ? epochMs : Math.max(epochMs, night.to)),
      },
      // A frozen clock in 1970: what counts is the time that has passed.
      clock: { nowMs: () => passed.nowMs, epochMs: () => passed.epochMs, after: () => () => {} },
      bounded: (step) => step(),
    });
    const check = await gate.pass();
    expect(check).not.toThrow();
    passed.nowMs = HOUR_MS + MINUTE_MS;
    expect(check).toThrow(expect.objectContaining({ code: "outbox_stopped", stop: "later" }) as Error);
    night.from = 0;
    await expect(gate.pass()).rejects.toMatchObject({ stop: "later" });
    night.to += 2 * HOUR_MS;
    await expect(gate.pass()).rejects.toMatchObject({ stop: "expired" });
    await gate.undo();
    expect((await jobOf(outbox)).data.leaving).toBeUndefined();
  });

  test("a message with the priority high that leaves just after the beginning is recorded first", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a", priority: "high" });
    const startEpochMs = Date.now() + MINUTE_MS;
    let passedMs = 0;
    const gate = new DispatchGate(await jobOf(outbox), {
      queue: outbox.queues.messages as MessageQueue,
      quiet: { isExempt: true, allowedFrom: (epochMs) => (epochMs < startEpochMs ? epochMs : startEpochMs + HOUR_MS) },
      clock: { nowMs: () => passedMs, epochMs: () => passedMs, after: () => () => {} },
      bounded: (step) => step(),
    });
    const check = await gate.pass();
    expect(check).not.toThrow();
    passedMs = 2 * MINUTE_MS;
    expect(check).toThrow(expect.objectContaining({ stop: "later", waitMs: 0 }) as Error);
    expect((await jobOf(outbox)).data.inQuietHours).toBeUndefined();
  });

  test("a message that its worker holds beyond notAfter ends as not sent", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a", notAfter: inMs(HOUR_MS / 2) });
    await outbox.close();
    asAnotherProcess();
    const worker = lab.outbox({ quietHours: quietNow().quietHours });
    const over = next(worker, "not-sent");
    worker.work();
    expect(await over).toMatchObject({ idempotencyKey: "a", state: "not-sent", code: "outbox_expired" });
    expect(lab.sandbox().messages()).toEqual([]);
  });

  test("a message with the priority high passes, and has inQuietHours in its event and in find", async () => {
    const outbox = lab.outbox({ quietHours: quietNow().quietHours });
    const accepted = next(outbox, "accepted");
    outbox.work();
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "code", priority: "high", notAfter: inMs(600_000) });
    expect(await accepted).toMatchObject({ idempotencyKey: "code", inQuietHours: true });
    expect(await outbox.find("code")).toMatchObject({ state: "accepted", inQuietHours: true });
  });

  test("a message in review has inQuietHours if it may have left in quiet hours, and not if it did not leave", async () => {
    let answer = REFUSED;
    const sendo = lab.client(
      {},
      onSend(() => Promise.resolve(answer)),
    );
    const quietHours = quietNow().quietHours;
    const outbox = lab.outbox({ sendo, quietHours, retry: { attempts: 1 }, reviewAfterMs: [HOUR_MS] });
    outbox.work();
    const unsent = next(outbox, "not-sent");
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "a", priority: "high" });
    expect(await unsent).toEqual(expect.not.objectContaining({ inQuietHours: true }));
    expect(await outbox.find("a")).toEqual(expect.not.objectContaining({ inQuietHours: true }));
    answer = LOST;
    const review = next(outbox, "review");
    await outbox.enqueue(TO_PHOENIX, { idempotencyKey: "b", priority: "high" });
    expect(await review).toMatchObject({ idempotencyKey: "b", inQuietHours: true });
    expect(await outbox.find("b")).toMatchObject({ state: "review", inQuietHours: true });
  });

  test("a number whose time zone is not known is rejected, ends as not sent in a worker, and passes with the priority high", async () => {
    const abroad = { ...MESSAGE, to: "+442079460142" };
    const outbox = lab.outbox();
    await outbox.enqueue(abroad, { idempotencyKey: "a" });
    await outbox.close();
    asAnotherProcess();
    const worker = lab.outbox({ quietHours: {} });
    const rejected = worker.enqueue(abroad, { idempotencyKey: "b" });
    await expect(rejected).rejects.toMatchObject({ code: "outbox_quiet_hours", outcome: "not-sent" });
    const over = next(worker, "not-sent");
    worker.work();
    expect(await over).toMatchObject({ idempotencyKey: "a", code: "outbox_quiet_hours" });
    const accepted = next(worker, "accepted");
    await worker.enqueue(abroad, { idempotencyKey: "code", priority: "high" });
    expect(await accepted).toMatchObject({ idempotencyKey: "code" });
  });
});
