import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import type { SendoWebhookError } from "../errors/errors.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import type { DedupeStore } from "../stores/dedupe-store.js";
import { memoryDedupeStore } from "../stores/memory-dedupe-store.js";
import { bench, deferred, delivery, incoming, settled, status, TOKEN } from "../../test/support/deliveries.js";

const HOUR = 3_600_000;

describe("an event that comes again", () => {
  it("runs its handler once, and is answered 200 each time", async () => {
    const handler = vi.fn();
    const { receiver } = bench({ on: { "message.incoming": handler } });
    for (let i = 0; i < 7; i += 1) expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("is known by its message when its id is new, or by another webhook's token", async () => {
    const handler = vi.fn();
    const { receiver } = bench({ tokens: [TOKEN, "second-token"], on: { "message.incoming": handler } });
    await receiver.receive(delivery(incoming({ id: "1" })));
    await receiver.receive(delivery(incoming({ id: "2" }), { headers: { "x-webhook-token": "second-token" } }));
    expect(handler).toHaveBeenCalledOnce();
  });

  it("is another one when its status is another", async () => {
    const seen: unknown[] = [];
    const { receiver } = bench({ on: { "message.status": (event) => void seen.push(event.message?.status) } });
    for (const name of ["QUEUED", "SENT", "SENT", "DELIVERED", "SENT"])
      await receiver.receive(delivery(status(name, { id: "1" })));
    expect(seen).toEqual(["QUEUED", "SENT", "DELIVERED"]);
  });

  it("is forgotten after two hours", async () => {
    const handler = vi.fn();
    const { receiver, clock } = bench({ on: { "message.incoming": handler } });
    await receiver.receive(delivery(incoming()));
    await clock.advance(2 * HOUR - 1);
    await receiver.receive(delivery(incoming()));
    expect(handler).toHaveBeenCalledTimes(1);
    await clock.advance(1);
    await receiver.receive(delivery(incoming()));
    expect(handler).toHaveBeenCalledTimes(2);
  });

  it("of an unknown type runs onUnknown once", async () => {
    const onUnknown = vi.fn();
    const { receiver } = bench({ onUnknown });
    for (let i = 0; i < 2; i += 1) await receiver.receive(delivery({ type: "x", id: "1" }));
    expect(onUnknown).toHaveBeenCalledOnce();
  });

  it("runs its handler each time with dedupe: false", async () => {
    const handler = vi.fn();
    const { receiver, clock } = bench({ dedupe: false, on: { "message.incoming": handler } });
    for (let i = 0; i < 3; i += 1) await receiver.receive(delivery(incoming()));
    expect(handler).toHaveBeenCalledTimes(3);
    expect(clock.pending).toBe(0);
  });

  it("runs its handler each time when nothing tells it from a new one", async () => {
    const handler = vi.fn();
    const { receiver } = bench({ on: { "recipient.optout": handler } });
    for (let i = 0; i < 2; i += 1) await receiver.receive(delivery({ type: "recipient.optout" }));
    expect(handler).toHaveBeenCalledTimes(2);
  });
});

describe("two deliveries at the same time", () => {
  it("of one event: one runs, the others are told to come later, and once it is done, that it is", async () => {
    const { promise, resolve } = deferred();
    const handler = vi.fn(() => promise);
    const { receiver } = bench({ on: { "message.incoming": handler } });
    const first = receiver.receive(delivery(incoming({ id: "1" })));
    await settled();
    for (const id of ["1", "2", undefined]) {
      expect(await receiver.receive(delivery(incoming({ id })))).toMatchObject({
        httpStatus: 503,
        body: '{"error":"busy"}',
        headers: { "retry-after": "10" },
      });
    }
    resolve();
    expect((await first).httpStatus).toBe(200);
    for (const id of ["1", "2", "3"]) expect((await receiver.receive(delivery(incoming({ id })))).httpStatus).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("started in one tick: one handler, whatever the order", async () => {
    const { promise, resolve } = deferred();
    const handler = vi.fn(() => promise);
    const { receiver } = bench({ on: { "message.incoming": handler } });
    const replies = Array.from({ length: 20 }, (_, i) =>
      receiver.receive(delivery(incoming({ id: `event-${i % 3}` }))),
    );
    await settled();
    expect(handler).toHaveBeenCalledOnce();
    resolve();
    const statuses = (await Promise.all(replies)).map(({ httpStatus }) => httpStatus).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 503)]);
  });

  it("of two events: both run", async () => {
    const { promise, resolve } = deferred();
    const handler = vi.fn(() => promise);
    const { receiver } = bench({ on: { "message.incoming": handler } });
    const replies = ["1", "2"].map((id) => receiver.receive(delivery(incoming({ id }, { id: `message-${id}` }))));
    await settled();
    expect(handler).toHaveBeenCalledTimes(2);
    resolve();
    expect((await Promise.all(replies)).map(({ httpStatus }) => httpStatus)).toEqual([200, 200]);
  });

  it("to two processes with one store: one runs", async () => {
    const clock = new VirtualClock();
    const dedupe = memoryDedupeStore({ clock });
    const { promise, resolve } = deferred();
    const handler = vi.fn(() => promise);
    const on = { "message.incoming": handler };
    const [one, two] = [bench({ dedupe, on }), bench({ dedupe, on })];
    const first = one.receiver.receive(delivery(incoming()));
    await settled();
    expect((await two.receiver.receive(delivery(incoming()))).httpStatus).toBe(503);
    resolve();
    await first;
    expect((await two.receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });
});

describe("a handler", () => {
  it("that threw runs again at the next delivery, whatever key that one brings", async () => {
    const handler = vi.fn().mockRejectedValueOnce(new Error("x")).mockRejectedValueOnce(new Error("y"));
    const { receiver, clock } = bench({ on: { "message.incoming": handler } });
    const statuses = [];
    for (const id of ["1", "2", "1", "2"])
      statuses.push((await receiver.receive(delivery(incoming({ id })))).httpStatus);
    expect(statuses).toEqual([500, 500, 200, 200]);
    expect(handler).toHaveBeenCalledTimes(3);
    expect(clock.pending).toBe(0);
  });

  it("that threw can run again while onError still works on it", async () => {
    const { promise, resolve } = deferred();
    const handler = vi.fn().mockRejectedValueOnce(new Error("x"));
    const { receiver } = bench({ onError: () => promise, on: { "message.incoming": handler } });
    const first = receiver.receive(delivery(incoming()));
    await settled();
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    resolve();
    expect((await first).httpStatus).toBe(500);
  });

  it("that takes an hour keeps its event, though Sendo tries again", async () => {
    const { promise, resolve } = deferred();
    const handler = vi.fn(() => promise);
    const { receiver, clock } = bench({ on: { "message.incoming": handler } });
    const first = receiver.receive(delivery(incoming()));
    for (const waitMs of [60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000]) {
      await clock.advance(waitMs);
      expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(503);
    }
    resolve();
    expect((await first).httpStatus).toBe(200);
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("whose lease was lost is told to the logger, and its result still counts", async () => {
    const clock = new VirtualClock();
    const memory = memoryDedupeStore({ clock });
    const { promise, resolve } = deferred();
    const claim = vi.fn(memory.claim);
    const handler = vi.fn(() => promise);
    const { receiver, lines } = bench({ clock, dedupe: { ...memory, claim }, on: { "message.incoming": handler } });
    const first = receiver.receive(delivery(incoming()));
    await settled();
    claim.mockRejectedValue(Object.assign(new Error("redis://:pw@10.0.0.7"), { code: "ECONNREFUSED" }));
    await clock.advance(20_000);
    expect(lines).toMatchObject([
      { level: "warn", fields: { eventId: incoming().id, cause: { code: "ECONNREFUSED" } } },
    ]);
    expect(inspect(lines, { depth: 9, showHidden: true })).not.toContain("10.0.0.7");
    // Nothing extends it: after a minute another delivery runs the handler too.
    await clock.advance(40_000);
    claim.mockImplementation(memory.claim);
    const second = receiver.receive(delivery(incoming()));
    await settled();
    expect(handler).toHaveBeenCalledTimes(2);
    resolve();
    expect((await Promise.all([first, second])).map(({ httpStatus }) => httpStatus)).toEqual([200, 200]);
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    expect(handler).toHaveBeenCalledTimes(2);
  });
});

describe("a store that fails", () => {
  const DEDUPE_FAILED = "webhook_dedupe_failed";
  const down = Object.assign(new Error("redis://:pw@10.0.0.7"), { code: "ECONNREFUSED" });
  const store = (change: Partial<DedupeStore>): DedupeStore => ({ ...memoryDedupeStore(), ...change });

  it.each([
    ["rejects", () => Promise.reject(down)],
    [
      "throws",
      () => {
        throw down;
      },
    ],
  ])("before the handler (%s): nothing runs, 503, and onError is told", async (_, claim) => {
    const { receiver, failures, lines } = bench({
      dedupe: store({ claim }),
      on: { "message.incoming": () => expect.unreachable() },
    });
    expect(await receiver.receive(delivery(incoming()))).toMatchObject({
      httpStatus: 503,
      body: '{"error":"unavailable"}',
      headers: { "retry-after": "10" },
    });
    expect(failures).toMatchObject([{ error: { code: "webhook_dedupe_failed", cause: { code: "ECONNREFUSED" } } }]);
    expect(failures[0]!.failure.originalError).toBe(down);
    expect(lines).toMatchObject([{ level: "error", fields: { code: "webhook_dedupe_failed" } }]);
    expect(inspect(lines, { depth: 9, showHidden: true })).not.toContain("10.0.0.7");
  });

  it("after the handler: 200, since it is done, and onError is told that it may run again", async () => {
    const { receiver, failures } = bench({
      dedupe: store({ done: () => Promise.reject(down) }),
      on: { "message.incoming": () => {} },
    });
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(200);
    expect(failures).toMatchObject([{ error: { code: "webhook_dedupe_failed" } }]);
    expect(failures[0]!.error.message).toMatch(/was handled, but/);
    // Held until its lease ends: no second run meanwhile.
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(503);
  });

  it.each([
    ["claim", 503, [], [DEDUPE_FAILED]],
    ["done", 200, ["handled"], [DEDUPE_FAILED]],
    ["release", 500, ["handled"], ["webhook_handler_failed", DEDUPE_FAILED]],
    // What may be held is let go of without waiting, or a store that is away would be waited for twice.
    ["claim and release", 503, [], [DEDUPE_FAILED]],
  ] as const)("that hangs at %s is given up after five seconds: %i", async (steps, httpStatus, ran, codes) => {
    const clock = new VirtualClock();
    const handled: string[] = [];
    const { receiver, failures } = bench({
      clock,
      dedupe: store(Object.fromEntries(steps.split(" and ").map((step) => [step, () => new Promise<never>(() => {})]))),
      on: {
        "message.incoming": () => {
          handled.push("handled");
          if (steps === "release") throw new Error("x");
        },
      },
    });
    let answered: number | undefined;
    void receiver.receive(delivery(incoming())).then((reply) => (answered = reply.httpStatus));
    await clock.advance(4_999);
    expect(answered).toBeUndefined();
    await clock.advance(1);
    expect([answered, handled]).toEqual([httpStatus, ran]);
    expect(failures.map(({ error }) => (error as SendoWebhookError).code)).toEqual(codes);
    expect(failures.at(-1)).toMatchObject({ error: { cause: { code: "STORE_TIMEOUT" } } });
    await clock.advance(5_000);
    expect(clock.pending).toBe(0);
  });

  it("after a handler that threw: 500, and both are told", async () => {
    const { receiver, failures } = bench({
      dedupe: store({ release: () => Promise.reject(down) }),
      on: { "message.incoming": () => Promise.reject(new Error("x")) },
    });
    expect((await receiver.receive(delivery(incoming()))).httpStatus).toBe(500);
    expect(failures.map(({ error }) => (error as unknown as { code: string }).code)).toEqual([
      "webhook_handler_failed",
      "webhook_dedupe_failed",
    ]);
    expect(failures[1]!.error.message).toMatch(/failed to release/);
  });
});
