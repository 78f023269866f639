import { SendoValidationError } from "@sendo/core";
import { describe, expect, test } from "vitest";
import type { OutboxReview, SendoOutbox } from "../src/index.js";
import { answer, LOST, next, onSend, REFUSED, setUpLab, MESSAGE } from "./support/lab.js";

const lab = setUpLab();

/** How often the sandbox has accepted what a reference names. */
const accepted = (reference: string | undefined): number => lab.sandbox().acceptedPerReference().get(reference!) ?? 0;

async function reviews(outbox: SendoOutbox): Promise<OutboxReview[]> {
  const all: OutboxReview[] = [];
  for await (const review of outbox.review.list()) all.push(review);
  return all;
}

describe.runIf(lab.available)("an outbox", () => {
  test("stores a message, sends it once, and finds its result", async () => {
    const outbox = lab.outbox();
    const stored = await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    expect(stored).toEqual({ idempotencyKey: "a", state: "waiting", attempts: 0 });
    expect(await outbox.find("a")).toMatchObject({ state: "waiting" });
    expect(await outbox.find("b")).toBeUndefined();
    const heard = next(outbox, "accepted");
    outbox.work();
    const message = await heard;
    expect(message).toMatchObject({ idempotencyKey: "a", state: "accepted", id: expect.any(String) });
    expect(lab.sandbox().message(message.id!)).toMatchObject({ to: MESSAGE.to, body: MESSAGE.body });
    expect(await outbox.find("a")).toEqual(message);
    expect(accepted(message.reference)).toBe(1);
    expect(await outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).toEqual(message);
    expect(accepted(message.reference)).toBe(1);
  });

  test("ten concurrent calls with one key on two outboxes store one message", async () => {
    const [one, other] = [lab.outbox(), lab.outbox()];
    const calls = Array.from({ length: 10 }, (_, index) =>
      (index % 2 ? one : other).enqueue(MESSAGE, { idempotencyKey: "same" }),
    );
    for (const { state } of await Promise.all(calls)) expect(state).toBe("waiting");
    expect(await one.queues.messages.getJobCountByTypes("prioritized", "waiting")).toBe(1);
    const heard = Promise.race([next(one, "accepted"), next(other, "accepted")]);
    one.work();
    other.work();
    expect(accepted((await heard).reference)).toBe(1);
  });

  test("rejects another message under a used key", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue({ ...MESSAGE, metadata: { a: "1", b: "2" } }, { idempotencyKey: "a" });
    await outbox.enqueue({ metadata: { b: "2", a: "1" }, ...MESSAGE }, { idempotencyKey: "a" });
    await expect(outbox.enqueue({ ...MESSAGE, body: "other" }, { idempotencyKey: "a" })).rejects.toMatchObject({
      code: "idempotency_key_reused",
      outcome: "not-sent",
    });
  });

  test.each([
    [{ ...MESSAGE, to: "0142" }, {}, "to"],
    [{ ...MESSAGE, body: "" }, {}, "body"],
    [{ ...MESSAGE, extra: { big: 1n } }, {}, "extra"],
    [MESSAGE, { idempotencyKey: "" }, "idempotencyKey"],
    [MESSAGE, { idempotencyKey: "x".repeat(501) }, "idempotencyKey"],
    [MESSAGE, { idempotencyKey: undefined as unknown as string }, "idempotencyKey"],
    [MESSAGE, { priority: "__proto__" as "low" }, "priority"],
    [MESSAGE, { delayMs: -1 }, "delayMs"],
    [MESSAGE, { delayMs: Number.NaN }, "delayMs"],
  ])("stores nothing that would be refused: %o %o", async (input, options, path) => {
    const outbox = lab.outbox();
    const error = await outbox.enqueue(input, { idempotencyKey: "a", ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SendoValidationError);
    expect((error as SendoValidationError).issues).toEqual([expect.objectContaining({ path })]);
    expect(await outbox.queues.messages.getJobCountByTypes()).toBe(0);
  });

  test("sends high before normal before low, and a delayed message not before its time", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "late", priority: "high", delayMs: 3_600_000 });
    for (const priority of ["low", "normal", "high"] as const) {
      await outbox.enqueue(MESSAGE, { idempotencyKey: priority, priority });
    }
    const order: string[] = [];
    const reached = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const forget = outbox.on("accepted", () => {
          if (order.length === count) resolve(forget());
        });
      });
    outbox.on("accepted", ({ idempotencyKey }) => order.push(idempotencyKey));
    const three = reached(3);
    outbox.work({ concurrency: 1 });
    await three;
    expect(order).toEqual(["high", "normal", "low"]);
    expect(await outbox.find("late")).toMatchObject({ state: "waiting", attempts: 0 });
    const [late] = await outbox.queues.messages.getDelayed();
    expect(late!.delay).toBe(3_600_000);
    const four = reached(4);
    await late!.promote();
    await four;
    expect(order.at(-1)).toBe("late");
  });

  test("does not retry a rejected message until `retry` is called", async () => {
    let isRefusing = true;
    let requests = 0;
    const sendo = lab.client(
      {},
      onSend((pass) => {
        requests += 1;
        return isRefusing ? Promise.resolve(answer(400, '{"error":"+12065550142 is not reachable"}')) : pass();
      }),
    );
    const outbox = lab.outbox({ sendo });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const rejected = next(outbox, "rejected");
    outbox.work();
    expect(await rejected).toEqual({ idempotencyKey: "a", state: "rejected", attempts: 1, code: "bad_request" });
    expect(requests).toBe(1);
    expect(await outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).toMatchObject({ state: "rejected" });
    isRefusing = false;
    const heard = next(outbox, "accepted");
    expect(await outbox.retry("a")).toBe(true);
    expect(accepted((await heard).reference)).toBe(1);
    expect(await outbox.retry("a")).toBe(false);
  });

  test.each([
    ["cannot connect", REFUSED, "connection_failed", "not-sent"],
    ["has a key that Sendo does not know", answer(403, '{"error":"no"}'), "api_key_invalid", "rejected"],
  ] as const)("tries again while it %s, and then gives up visibly", async (_, end, code, state) => {
    let requests = 0;
    const sendo = lab.client(
      {},
      onSend(async () => {
        requests += 1;
        return end;
      }),
    );
    const outbox = lab.outbox({ sendo });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const gaveUp = next(outbox, state);
    outbox.work();
    expect(await gaveUp).toEqual({ idempotencyKey: "a", state, attempts: 3, code });
    expect(requests).toBe(3);
  });

  test("sends the message after the connection has recovered", async () => {
    let requests = 0;
    const sendo = lab.client(
      {},
      onSend((pass) => (++requests === 1 ? Promise.resolve(REFUSED) : pass())),
    );
    const outbox = lab.outbox({ sendo });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const heard = next(outbox, "accepted");
    outbox.work();
    expect(await heard).toMatchObject({ attempts: 2 });
  });

  test("finds a message whose response was lost, and does not send it again", async () => {
    let sends = 0;
    const sendo = lab.client(
      {},
      onSend(async (pass) => {
        sends += 1;
        await pass();
        return LOST;
      }),
    );
    const outbox = lab.outbox({ sendo, reviewAfterMs: [300] });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    const inReview = next(outbox, "review");
    const heard = next(outbox, "accepted");
    outbox.work();
    const { reference, ...message } = await inReview;
    expect(message).toEqual({ idempotencyKey: "a", state: "review", attempts: 1 });
    expect(await outbox.find("a")).toMatchObject({ state: "review", code: "connection_lost", reference });
    expect(await reviews(outbox)).toMatchObject([{ idempotencyKey: "a", reference, checks: 0, awaits: "check" }]);
    expect(await heard).toMatchObject({ state: "accepted", reference });
    expect(await outbox.find("a")).toMatchObject({ state: "accepted", id: expect.any(String), reference });
    expect(await reviews(outbox)).toEqual([]);
    expect([sends, accepted(reference)]).toEqual([1, 1]);
  });

  test.each(["accepted", "abandoned"] as const)(
    "a message that is not found waits for a person, who settles it as %s",
    async (state) => {
      let [sends, looks] = [0, 0];
      let looked = (): void => {};
      const lookedTwice = new Promise<void>((resolve) => (looked = resolve));
      const sendo = lab.client({}, async (request, pass) => {
        if (request.method === "POST") {
          sends += 1;
          return LOST;
        }
        if (request.url.searchParams.get("skip") === null && ++looks === 2) setImmediate(looked);
        return pass();
      });
      const outbox = lab.outbox({ sendo });
      await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
      outbox.work();
      await lookedTwice;
      await expect
        .poll(() => reviews(outbox))
        .toMatchObject([{ checks: 2, awaits: "decision", code: "connection_lost" }]);
      expect(await outbox.retry("a")).toBe(false);
      expect(await outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).toMatchObject({ state: "review" });
      const heard = next(outbox, state);
      expect(await outbox.review.settle("a", state)).toBe(true);
      expect(await outbox.find("a")).toMatchObject({ state });
      expect(await heard).toMatchObject({ idempotencyKey: "a", state, reference: expect.any(String) });
      expect(await outbox.review.settle("a", state)).toBe(false);
      expect(await reviews(outbox)).toEqual([]);
      expect([sends, looks]).toEqual([1, 2]);
    },
  );

  test("a removed message is not sent, and its key is free", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", delayMs: 60_000 });
    expect(await outbox.remove("a")).toEqual({ idempotencyKey: "a", state: "waiting", attempts: 0 });
    expect(await outbox.remove("a")).toBeUndefined();
    expect(await outbox.find("a")).toBeUndefined();
    expect(await outbox.enqueue({ ...MESSAGE, body: "other" }, { idempotencyKey: "a" })).toMatchObject({
      state: "waiting",
    });
  });

  test("keep.acceptedMs: 0 removes the job, and the idempotency store still has the key", async () => {
    const outbox = lab.outbox({ keep: { acceptedMs: 0 } });
    const key = `gone ${outbox.queues.messages.name}`;
    await outbox.enqueue(MESSAGE, { idempotencyKey: key });
    const heard = next(outbox, "accepted");
    outbox.work();
    const { reference } = await heard;
    expect(await outbox.find(key)).toBeUndefined();
    const again = next(outbox, "accepted");
    await outbox.enqueue(MESSAGE, { idempotencyKey: key });
    expect(await again).toMatchObject({ reference });
    expect(accepted(reference)).toBe(1);
  });

  test("logs, events and failures contain no phone number, body or key", async () => {
    const lines: unknown[] = [];
    const log = (...line: unknown[]): number => lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const canary = "canary +12065550142 Your table";
    const sendo = lab.client(
      { logger },
      onSend(() => Promise.resolve(answer(400, JSON.stringify({ error: canary })))),
    );
    const outbox = lab.outbox({ sendo, logger });
    await outbox.enqueue(MESSAGE, { idempotencyKey: canary });
    const rejected = next(outbox, "rejected");
    outbox.on("rejected", () => {
      throw new Error(canary);
    });
    outbox.work();
    await rejected;
    const [job] = await outbox.queues.messages.getJobs(["failed"]);
    const { data: _, ...shown } = job!.asJSON();
    const seen = JSON.stringify([shown, lines, await outbox.queues.messages.getJobLogs(job!.id!)]);
    expect(seen).toContain("rejected: bad_request");
    expect(seen).toContain("listener");
    expect(seen).not.toMatch(/canary|206555|Your table/);
    expect(job!.stacktrace).toEqual([]);
  });
});
