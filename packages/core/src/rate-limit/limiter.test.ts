import { describe, expect, test, vi } from "vitest";
import { VirtualClock } from "../testing/virtual-clock.js";
import { Ledger } from "./ledger.js";
import type { Priority } from "./priority-queue.js";
import { Limiter, type Permit } from "./limiter.js";

function setUp(limit = 20): { clock: VirtualClock; limiter: Limiter; enter: (priority?: Priority) => Entry } {
  const clock = new VirtualClock();
  const limiter = new Limiter({ limit, clock, random: () => 0.5 });
  const enter = (priority: Priority = "normal"): Entry => {
    const entry: Entry = { permit: undefined, leave: () => {} };
    entry.leave = limiter.enqueue(priority, (permit) => (entry.permit = permit));
    return entry;
  };
  return { clock, limiter, enter };
}
interface Entry {
  permit: Permit | undefined;
  leave: () => void;
}

const admitted = (entries: Entry[]): number => entries.filter(({ permit }) => permit !== undefined).length;

describe("Limiter", () => {
  test("lets twenty through at once and the next one a second after the first answer", async () => {
    const { clock, enter } = setUp();
    const entries = Array.from({ length: 21 }, () => enter());
    expect(admitted(entries)).toBe(20);
    await clock.advance(300);
    entries[0]!.permit!.responded(200, {});
    await clock.advance(1000);
    expect(admitted(entries)).toBe(20);
    await clock.advance(1);
    expect(admitted(entries)).toBe(21);
  });

  test("serves strictly high before normal before low, and each lane in order", async () => {
    const { clock, limiter, enter } = setUp(1);
    const first = enter();
    const order: string[] = [];
    for (const [priority, name] of [
      ["low", "low 1"],
      ["normal", "normal 1"],
      ["high", "high 1"],
      ["normal", "normal 2"],
      ["high", "high 2"],
    ] as const) {
      limiter.enqueue(priority, (permit) => {
        order.push(name);
        permit.responded(200, {});
      });
    }
    first.permit!.responded(200, {});
    await clock.advance(10_000);
    expect(order).toEqual(["high 1", "high 2", "normal 1", "normal 2", "low 1"]);
    expect(enter().permit).toBeDefined();
  });

  test("a request that was rejected is first in its lane when it comes back", async () => {
    const { clock, limiter, enter } = setUp(1);
    const first = enter();
    const order: string[] = [];
    limiter.enqueue("normal", () => order.push("fresh"));
    first.permit!.responded(429, {});
    limiter.enqueue("normal", (permit) => (order.push("again"), permit.responded(200, {})), true);
    await clock.advance(10_000);
    expect(order).toEqual(["again", "fresh"]);
  });

  test("whoever leaves is not admitted, and takes no slot", async () => {
    const { clock, limiter, enter } = setUp(1);
    const first = enter();
    const second = enter();
    const third = enter();
    second.leave();
    second.leave();
    expect(limiter.state.queued.normal).toBe(1);
    first.permit!.responded(200, {});
    await clock.advance(1001);
    expect(second.permit).toBeUndefined();
    expect(third.permit).toBeDefined();
  });

  test("sets one timer however many wait, and none when nobody does", async () => {
    const { clock, enter } = setUp(1);
    const entries = Array.from({ length: 1000 }, () => enter());
    expect(clock.pending).toBe(0); // an answer must come first
    entries[0]!.permit!.responded(200, {});
    expect(clock.pending).toBe(1);
    for (const { leave } of entries.slice(1)) leave();
    expect(clock.pending).toBe(0);
  });

  test("after a 429 nothing is sent until the time that was named, then one request tries alone", async () => {
    const { clock, limiter, enter } = setUp(20);
    const burst = Array.from({ length: 20 }, () => enter());
    burst[0]!.permit!.responded(429, { retryAfterMs: 3000 });
    for (const { permit } of burst.slice(1)) permit!.responded(200, {});
    const waiting = Array.from({ length: 15 }, () => enter());
    expect(limiter.state.blockedUntil!.getTime() - clock.epochMs()).toBe(3125);
    await clock.advance(3124);
    expect(admitted(waiting)).toBe(0);
    await clock.advance(1);
    expect(admitted(waiting)).toBe(1);
    await clock.advance(60_000);
    expect(admitted(waiting)).toBe(1);
    waiting[0]!.permit!.responded(200, {});
    expect(admitted(waiting)).toBe(10); // half of the limit, the one that tried included
  });

  test("a 429 voids what the server had granted before", async () => {
    const { clock, enter } = setUp(1);
    enter().permit!.responded(200, { remaining: 10 });
    enter().permit!.responded(429, { retryAfterMs: 100 }); // let through by that grant
    const probe = enter();
    await clock.advance(1000);
    expect(probe.permit).toBeUndefined(); // the rule alone holds again: both have been answered less than a second ago
    await clock.advance(1);
    expect(probe.permit).toBeDefined();
  });

  test("the 429s of one burst halve the rate once", async () => {
    const { clock, limiter, enter } = setUp(20);
    const burst = Array.from({ length: 20 }, () => enter());
    for (const { permit } of burst) permit!.responded(429, { retryAfterMs: 100 });
    expect(limiter.state.limit).toBe(10);
    await clock.advance(5000);
    const probe = enter();
    probe.permit!.responded(429, { retryAfterMs: 100 });
    expect(limiter.state.limit).toBe(5);
  });

  test("the rate comes back by one request a second each second", async () => {
    const { clock, limiter, enter } = setUp(20);
    enter().permit!.responded(429, {});
    expect(limiter.state.limit).toBe(10);
    for (let second = 0; second < 30; second += 1) {
      await clock.advance(1001);
      enter().permit?.responded(200, {});
    }
    expect(limiter.state.limit).toBe(20);
  });

  test("a probe that is lost is followed by another one", async () => {
    const { clock, enter } = setUp(20);
    enter().permit!.responded(429, { retryAfterMs: 100 });
    await clock.advance(2000);
    const [probe, next] = [enter(), enter()];
    expect(next.permit).toBeUndefined();
    probe.permit!.lost();
    expect(next.permit).toBeDefined();
  });

  test("X-RateLimit-Limit is followed downwards, never above what was configured", () => {
    const { limiter, enter } = setUp(20);
    enter().permit!.responded(200, { limit: 5 });
    expect(limiter.state.limit).toBe(5);
    const other = setUp(20);
    other.enter().permit!.responded(200, { limit: 500 });
    expect(other.limiter.state.limit).toBe(20);
  });

  test("ending a permit twice counts once", async () => {
    const { clock, enter } = setUp(1);
    const { permit } = enter();
    permit!.notSent();
    permit!.notSent();
    expect(enter().permit).toBeDefined();
    expect(enter().permit).toBeUndefined();
    await clock.advance(100_000);
  });

  test("without a limit everything passes, but a 429 still blocks", () => {
    const { limiter, enter } = setUp(Infinity);
    const entries = Array.from({ length: 1000 }, () => enter());
    expect(admitted(entries)).toBe(1000);
    entries[0]!.permit!.responded(429, { retryAfterMs: 1000 });
    expect(enter().permit).toBeUndefined();
    expect(limiter.state.limit).toBe(Infinity);
  });

  test("the ledger is asked once by whoever comes first, and not by those behind", () => {
    const { enter } = setUp(1);
    enter();
    const admits = vi.spyOn(Ledger.prototype, "admits");
    try {
      enter();
      const first = admits.mock.calls.length;
      expect(first).toBeGreaterThan(0);
      for (let i = 0; i < 10; i += 1) enter(i % 2 ? "high" : "low");
      expect(admits.mock.calls.length).toBe(first);
    } finally {
      admits.mockRestore();
    }
  });

  test("a slot that becomes free while a call joins is not overlooked", async () => {
    const clock = new VirtualClock();
    let drift = 0;
    // Each look at this clock finds it a little later.
    const restless = Object.assign(Object.create(clock) as VirtualClock, {
      now: () => clock.now() + (drift += 0.01),
      setTimer: (run: () => void, delayMs: number) => clock.setTimer(run, delayMs),
    });
    for (let step = 0; step <= 40; step += 1) {
      const limiter = new Limiter({ limit: 1, clock: restless, random: () => 0.5 });
      limiter.enqueue("normal", (permit) => permit.responded(200, {}));
      await clock.advance(1000.9 + step / 200);
      let isAdmitted = false;
      limiter.enqueue("normal", () => (isAdmitted = true));
      await clock.advance(2);
      expect(isAdmitted).toBe(true);
    }
  });

  test("a raised limit lets those through who wait", () => {
    const { limiter, enter } = setUp(1);
    const entries = [enter(), enter()];
    expect(admitted(entries)).toBe(1);
    limiter.setLimit(2);
    expect(admitted(entries)).toBe(2);
  });

  test("idle() resolves when the last one has ended", async () => {
    const { limiter, enter } = setUp(1);
    await limiter.idle();
    const first = enter();
    const second = enter();
    let idle = false;
    const done = limiter.idle().then(() => (idle = true));
    first.permit!.notSent();
    await Promise.resolve();
    expect(idle).toBe(false);
    second.permit!.notSent();
    await done;
    expect(idle).toBe(true);
  });
});
