import type { Span, Telemetry } from "bullmq";
import { describe, expect, test } from "vitest";
import { next, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

/** What BullMQ's telemetry was told, in order: names of spans and their attributes. */
function recordingTelemetry() {
  const spans: string[] = [];
  const told: unknown[] = [];
  const span = (): Span<undefined> => ({
    setSpanOnContext: () => undefined,
    setAttribute: (...attribute) => void told.push(attribute),
    setAttributes: (attributes) => void told.push(attributes),
    addEvent: (...event) => void told.push(event),
    recordException: (exception) => void told.push(JSON.stringify(exception, Object.getOwnPropertyNames(exception))),
    end: () => {},
  });
  const telemetry: Telemetry<undefined> = {
    tracer: {
      startSpan(name) {
        spans.push(name);
        return span();
      },
    },
    contextManager: {
      with: (_, run) => run() as never,
      active: () => undefined,
      getMetadata: () => "",
      fromMetadata: () => undefined,
    },
  };
  return { telemetry, spans, told };
}

describe.runIf(lab.available)("issue 21: bullmq#1178: BullMQ's telemetry and metrics", () => {
  test("`telemetry`: spans for storing and for sending, without phone number and body", async () => {
    const { telemetry, spans, told } = recordingTelemetry();
    const outbox = lab.outbox({ telemetry });
    const ended = Promise.all([next(outbox, "accepted"), next(outbox, "rejected")]);
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    await outbox.enqueue({ ...MESSAGE, campaign: "nosuchcampaign" }, { idempotencyKey: "b" });
    const { name } = outbox.queues.messages;
    expect(spans).toContain(`addBulk ${name}`);
    outbox.work();
    await ended;
    expect(spans).toContain(`process ${name}`);
    await outbox.close();
    expect(told.length).toBeGreaterThan(0);
    const all = JSON.stringify([spans, told]);
    for (const secret of [MESSAGE.to, MESSAGE.to.slice(1), MESSAGE.body, "table is ready"])
      expect(all).not.toContain(secret);
  });

  test("`metrics`: finished messages are counted by result", async () => {
    const outbox = lab.outbox();
    const heard = next(outbox, "accepted");
    const rejected = next(outbox, "rejected");
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    await outbox.enqueue({ ...MESSAGE, campaign: "nosuchcampaign" }, { idempotencyKey: "b" });
    outbox.work({ metrics: { maxDataPoints: 10 } });
    await Promise.all([heard, rejected]);
    const { messages } = outbox.queues;
    expect((await messages.getMetrics("completed")).meta.count).toBe(1);
    expect((await messages.getMetrics("failed")).meta.count).toBe(1);
  });

  test("without the option, no metrics are written", async () => {
    const outbox = lab.outbox();
    const heard = next(outbox, "accepted");
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    outbox.work();
    await heard;
    expect((await outbox.queues.messages.getMetrics("completed")).meta.count).toBe(0);
  });
});
