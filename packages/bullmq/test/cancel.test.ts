import type { SendCallOptions, SendInput, SendoClient } from "@sendo/core";
import { describe, expect, test } from "vitest";
import type { SendoOutbox } from "../src/index.js";
import { MESSAGE, next, onSend, REFUSED, setUpLab } from "./support/lab.js";

const lab = setUpLab();
const HOUR_MS = 3_600_000;
const inMs = (ms: number): Date => new Date(Date.now() + ms);

function door() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** A worker whose first message is in flight, and whose next one waits for its turn in the client, until `answer` is called. */
async function busyOutbox() {
  const [begun, answered] = [door(), door()];
  const bodies: string[] = [];
  const client = lab.client({}, async (request, pass) => {
    if (request.method === "POST") bodies.push((JSON.parse(request.body!) as { body: string }).body);
    begun.open();
    await answered.opened;
    return pass();
  });
  // A wait for the rate limit would end by itself after a second.
  const send = (input: SendInput, { beforeDispatch, ...options }: SendCallOptions) =>
    client.messages.send(input, {
      ...options,
      beforeDispatch: async (...given) => {
        if (input.body !== "first") await answered.opened;
        return beforeDispatch!(...given);
      },
    });
  const messages = { send, validate: client.messages.validate.bind(client.messages) };
  const sendo = { messages, idempotency: client.idempotency } as unknown as SendoClient;
  const outbox = lab.outbox({ sendo, account: "busy" });
  outbox.work();
  await outbox.enqueue({ ...MESSAGE, body: "first" }, { idempotencyKey: "first" });
  await begun.opened;
  return { outbox, bodies, answer: answered.open };
}

/** Until a worker has this many jobs. */
async function untilTaken(outbox: SendoOutbox, count: number): Promise<void> {
  await expect.poll(() => outbox.queues.messages.getActiveCount()).toBe(count);
}

/** A logger that collects errors. */
function collectErrors() {
  const errors: string[] = [];
  const quiet = (): void => {};
  const error = (_: object, message: string): void => void errors.push(message);
  return { errors, logger: { debug: quiet, info: quiet, warn: quiet, error } };
}

describe.runIf(lab.available)("issue 24: a client that ignores beforeDispatch", () => {
  test("is reported as an error once, although the message is accepted", async () => {
    const client = lab.client();
    const send = (input: SendInput, { beforeDispatch: _, ...options }: SendCallOptions) =>
      client.messages.send(input, options);
    const messages = { send, validate: client.messages.validate.bind(client.messages) };
    const sendo = { messages, idempotency: client.idempotency } as unknown as SendoClient;
    const { errors, logger } = collectErrors();
    const outbox = lab.outbox({ sendo, account: "a", logger });
    outbox.work();
    for (const idempotencyKey of ["a", "b"]) {
      const accepted = next(outbox, "accepted");
      await outbox.enqueue(MESSAGE, { idempotencyKey });
      expect(await accepted).toMatchObject({ idempotencyKey });
    }
    expect(errors).toEqual([expect.stringContaining("without calling the `beforeDispatch` option")]);
  });

  test("is not confused with a client that has the message in its idempotency store", async () => {
    const { errors, logger } = collectErrors();
    const outbox = lab.outbox({ logger });
    outbox.work();
    for (let run = 0; run < 2; run += 1) {
      const accepted = next(outbox, "accepted");
      await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
      await accepted;
      await outbox.remove("a");
    }
    expect(lab.sandbox().messages()).toHaveLength(1);
    expect(errors).toEqual([]);
  });
});

describe.runIf(lab.available)("issue 24: cancel", () => {
  test("Spoke#441: a canceled delayed message is never sent, is `cancelled` in find and in its event, and stays `cancelled` under its key", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", sendAt: inMs(HOUR_MS) });
    expect(await outbox.cancel("a")).toMatchObject({ idempotencyKey: "a", state: "cancelled" });
    expect(await outbox.find("a")).toMatchObject({ state: "cancelled" });
    const cancelled = next(outbox, "cancelled");
    outbox.work();
    expect(await cancelled).toMatchObject({ idempotencyKey: "a", state: "cancelled" });
    expect(await outbox.find("a")).toMatchObject({ state: "cancelled" });
    expect(await outbox.cancel("a")).toMatchObject({ state: "cancelled" });
    expect(await outbox.enqueue(MESSAGE, { idempotencyKey: "a" })).toMatchObject({ state: "cancelled" });
    expect(await outbox.retry("a")).toBe(false);
    expect(await outbox.reschedule("a", { delayMs: 0 })).toBe(false);
    expect(lab.sandbox().messages()).toEqual([]);
    expect(await outbox.cancel("b")).toBeUndefined();
  });

  test("bull#2522: a message that waits for its turn in a worker never leaves", async () => {
    const { outbox, bodies, answer } = await busyOutbox();
    await outbox.enqueue({ ...MESSAGE, body: "second" }, { idempotencyKey: "second" });
    await untilTaken(outbox, 2);
    expect(await outbox.cancel("second")).toMatchObject({ state: "cancelled" });
    expect(await outbox.find("second")).toMatchObject({ state: "cancelled" });
    const cancelled = next(outbox, "cancelled");
    answer();
    expect(await cancelled).toMatchObject({ idempotencyKey: "second" });
    expect(bodies).toEqual(["first"]);
  });

  test("a message in flight is not canceled, and `cancel` returns `sending`", async () => {
    const { outbox, answer } = await busyOutbox();
    expect(await outbox.cancel("first")).toMatchObject({ state: "sending" });
    expect(await outbox.reschedule("first", { delayMs: 1_000 })).toBe(false);
    const accepted = next(outbox, "accepted");
    answer();
    await accepted;
    expect(await outbox.cancel("first")).toMatchObject({ state: "accepted" });
  });

  test("between two tries a message can be canceled", async () => {
    const tried = door();
    const sendo = lab.client(
      {},
      onSend(() => {
        tried.open();
        return Promise.resolve(REFUSED);
      }),
    );
    const outbox = lab.outbox({ sendo, retry: { attempts: 3, firstDelayMs: HOUR_MS, longestDelayMs: HOUR_MS } });
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a" });
    await tried.opened;
    await expect.poll(() => outbox.queues.messages.getDelayedCount()).toBe(1);
    const cancelled = next(outbox, "cancelled");
    expect(await outbox.cancel("a")).toMatchObject({ state: "cancelled" });
    expect(await cancelled).toMatchObject({ idempotencyKey: "a", attempts: 1 });
  });

  test("300 messages are canceled while two workers send them: no confirmed message has left, and all others have", async () => {
    const left = new Set<string>();
    const sendo = lab.client({}, (request, pass) => {
      if (request.method === "POST") left.add((JSON.parse(request.body!) as { body: string }).body);
      return pass();
    });
    const [one, two] = [lab.outbox({ sendo }), lab.outbox({ sendo })];
    const rows = Array.from({ length: 300 }, (_, index) => ({
      ...MESSAGE,
      body: `m${index}`,
      idempotencyKey: `m${index}`,
    }));
    for await (const { state } of one.enqueueMany(rows)) expect(state).toBe("stored");
    const ends = new Map<string, string>();
    const over = new Promise<void>((resolve) => {
      for (const outbox of [one, two]) {
        for (const event of ["accepted", "cancelled"] as const) {
          outbox.on(event, ({ idempotencyKey }) => {
            ends.set(idempotencyKey, event);
            if (ends.size === rows.length) resolve();
          });
        }
      }
    });
    one.work({ concurrency: 10 });
    two.work({ concurrency: 10 });
    const confirmed = new Set<string>();
    // From the other end, so that canceling meets the workers in the middle.
    for (const { idempotencyKey } of rows.reverse()) {
      if ((await one.cancel(idempotencyKey))?.state === "cancelled") confirmed.add(idempotencyKey);
    }
    await over;
    expect(confirmed.size).toBeGreaterThan(0);
    expect(left.size).toBeGreaterThan(0);
    expect([...confirmed].filter((key) => left.has(key))).toEqual([]);
    expect(confirmed.size + left.size).toBe(rows.length);
    expect(
      [...ends]
        .filter(([, end]) => end === "cancelled")
        .map(([key]) => key)
        .sort(),
    ).toEqual([...confirmed].sort());
  });
});

describe.runIf(lab.available)("issue 24: sendAt and reschedule", () => {
  test("bullmq#301: sendAt is an instant with a zone, by the store's clock, and excludes delayMs", async () => {
    const outbox = lab.outbox();
    const at = inMs(HOUR_MS);
    const inChicago = new Date(at.getTime() - 5 * HOUR_MS).toISOString().replace("Z", "-05:00");
    await outbox.enqueue(MESSAGE, { idempotencyKey: "date", sendAt: at });
    await outbox.enqueue(MESSAGE, { idempotencyKey: "string", sendAt: inChicago });
    const due = (await outbox.queues.messages.getDelayed()).map(({ timestamp, delay }) => timestamp + delay);
    expect(due).toEqual([at.getTime(), at.getTime()]);
    for (const options of [
      { sendAt: at, delayMs: 0 },
      { sendAt: inMs(366 * 24 * HOUR_MS) },
      { sendAt: "2026-12-01T09:00" },
    ]) {
      const error = outbox.enqueue(MESSAGE, { idempotencyKey: "c", ...options });
      await expect(error).rejects.toMatchObject({ code: "invalid_input", issues: [{ path: "sendAt" }] });
    }
    const accepted = next(outbox, "accepted");
    outbox.work();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "past", sendAt: inMs(-HOUR_MS) });
    expect(await accepted).toMatchObject({ idempotencyKey: "past" });
  });

  test("a delayed message is brought forward, and one that waits for a worker is put off", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "delayed", delayMs: HOUR_MS });
    await outbox.enqueue({ ...MESSAGE, body: "b" }, { idempotencyKey: "waiting" });
    expect(await outbox.reschedule("delayed", { delayMs: 0 })).toBe(true);
    expect(await outbox.reschedule("waiting", { sendAt: inMs(HOUR_MS) })).toBe(true);
    expect(await outbox.reschedule("unknown", { delayMs: 0 })).toBe(false);
    const accepted = next(outbox, "accepted");
    outbox.work();
    expect(await accepted).toMatchObject({ idempotencyKey: "delayed" });
    await expect.poll(() => outbox.queues.messages.getDelayedCount()).toBe(1);
    expect(await outbox.find("waiting")).toMatchObject({ state: "waiting", attempts: 0 });
    // And back again.
    const second = next(outbox, "accepted");
    expect(await outbox.reschedule("waiting", { delayMs: 0 })).toBe(true);
    expect(await second).toMatchObject({ idempotencyKey: "waiting" });
    expect(lab.sandbox().messages()).toHaveLength(2);
  });

  test("bull#1733: a message that waits for its turn in a worker is put off", async () => {
    const { outbox, bodies, answer } = await busyOutbox();
    await outbox.enqueue({ ...MESSAGE, body: "second" }, { idempotencyKey: "second" });
    await untilTaken(outbox, 2);
    // The job is active slightly before its worker can put it off.
    await expect.poll(() => outbox.reschedule("second", { delayMs: HOUR_MS }), { timeout: 10_000 }).toBe(true);
    answer();
    await expect.poll(() => outbox.queues.messages.getDelayedCount(), { timeout: 10_000 }).toBe(1);
    expect(bodies).toEqual(["first"]);
    expect(await outbox.cancel("second")).toMatchObject({ state: "cancelled" });
  });

  test("reschedule rejects a time after notAfter, and unknown options", async () => {
    const outbox = lab.outbox();
    await outbox.enqueue(MESSAGE, { idempotencyKey: "a", notAfter: inMs(HOUR_MS) });
    await expect(outbox.reschedule("a", { delayMs: HOUR_MS + 1 })).rejects.toMatchObject({ code: "outbox_expired" });
    for (const when of [
      {},
      { delayMs: 0, sendAt: new Date() },
      { delayMs: -1 },
      { sendAt: "soon" },
      { delay: 5 } as never,
    ]) {
      await expect(outbox.reschedule("a", when)).rejects.toMatchObject({ code: "invalid_input" });
    }
  });
});
