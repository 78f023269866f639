import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWindow, type Moment, type RateWindow, type WindowRule } from "./window.js";

const RULES: WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
// Not on a second, so that the calendar's second and the monotonic one do not coincide.
const EPOCH = 1_714_669_803_000 + 412.375;
const at = (nowMs: number): Moment => ({ nowMs, epochMs: EPOCH + nowMs });

// Eighths of a millisecond add up exactly in a double, so that the edges of the windows are hit, not nearly hit.
const gapMs = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constantFrom(0.125, 50, 587.625, 999.875, 1000, 1000.125) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 400 }).map((n) => n / 8) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 16_000 }).map((n) => n / 8) },
);
const arrivals = fc.array(gapMs, { minLength: 1, maxLength: 120 }).map((gaps) => {
  let nowMs = 0;
  return gaps.map((gap) => (nowMs += gap));
});
const limits = fc.constantFrom(1, 2, 3, 7, 20);

/** Each rule again, in the words of its definition and over the whole history: may these times all be admitted? */
const ALLOWS: Record<WindowRule, (times: readonly number[], limit: number) => boolean> = {
  "calendar-second": (times, limit) => {
    const counts = new Map<number, number>();
    for (const time of times) {
      const second = Math.floor((EPOCH + time) / 1000);
      counts.set(second, (counts.get(second) ?? 0) + 1);
    }
    return [...counts.values()].every((count) => count <= limit);
  },
  "first-request": (times, limit) => {
    let rest = [...times];
    while (rest.length > 0) {
      const first = rest[0]!;
      const inWindow = rest.filter((time) => time < first + 1000).length;
      if (inWindow > limit) return false;
      rest = rest.slice(inWindow);
    }
    return true;
  },
  "sliding-log": (times, limit) =>
    times.every((end) => times.filter((t) => t > end - 1000 && t <= end).length <= limit),
  "token-bucket": (times, limit) =>
    times.every((start, i) =>
      times.every((end, j) => j < i || j - i + 1 <= limit + ((end - start) * limit) / 1000 + 1e-6),
    ),
};

function play(window: RateWindow, times: readonly number[], limit: number): { nowMs: number; admitted: boolean }[] {
  return times.map((nowMs) => ({ nowMs, admitted: window.take(limit, at(nowMs)) }));
}

/** How many of a burst at one moment pass; on a window that is thrown away afterwards. */
function burst(window: RateWindow, limit: number, nowMs: number): number {
  let passed = 0;
  while (window.take(limit, at(nowMs))) passed += 1;
  return passed;
}

it("sliding-log admits nothing that another rule would not: it is the strictest", () => {
  fc.assert(
    fc.property(limits, arrivals, (limit, times) => {
      const passed = play(createWindow("sliding-log", false), times, limit).filter(({ admitted }) => admitted);
      const admitted = passed.map(({ nowMs }) => nowMs);
      for (const rule of RULES) expect([rule, ALLOWS[rule](admitted, limit)]).toEqual([rule, true]);
    }),
  );
});

describe.each(RULES)("%s", (rule) => {
  it("admits what its definition allows, and nothing more", () => {
    fc.assert(
      fc.property(arrivals, limits, (times, limit) => {
        const admitted: number[] = [];
        for (const { nowMs, admitted: passed } of play(createWindow(rule, false), times, limit)) {
          expect(passed).toBe(ALLOWS[rule]([...admitted, nowMs], limit));
          if (passed) admitted.push(nowMs);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("says truthfully how many more would pass now, and when it will be more", () => {
    fc.assert(
      fc.property(arrivals, limits, (times, limit) => {
        const end = times.at(-1)!;
        const replay = (): RateWindow => {
          const window = createWindow(rule, false);
          play(window, times, limit);
          return window;
        };
        const { remaining, resetInMs } = replay().read(limit, at(end));
        expect(burst(replay(), limit, end)).toBe(remaining);
        expect(resetInMs).toBeGreaterThan(0);
        expect(resetInMs).toBeLessThanOrEqual(1000);
        // A hair before the reset it is still the same, at the reset it is more. (A hair: thirds of a second.)
        expect(replay().read(limit, at(end + resetInMs - 0.001)).remaining).toBe(remaining);
        expect(burst(replay(), limit, end + resetInMs + 1e-6)).toBeGreaterThan(remaining);
      }),
      { numRuns: 300 },
    );
  });

  it("has forgotten everything after a second without requests", () => {
    fc.assert(
      fc.property(arrivals, limits, fc.boolean(), (times, limit, countRejected) => {
        const window = createWindow(rule, countRejected);
        play(window, times, limit);
        expect(burst(window, limit, times.at(-1)! + 1000)).toBe(limit);
      }),
    );
  });

  it("follows a limit that changes while requests come in", () => {
    const window = createWindow(rule, false);
    expect(burst(window, 5, 0)).toBe(5);
    expect(window.read(2, at(0)).remaining).toBe(0);
    expect(window.take(2, at(0))).toBe(false);
    // Two of the five must still leave (a bucket of two fills at two a second) before one more fits under the new limit.
    const { resetInMs } = window.read(2, at(0));
    expect(window.take(2, at(resetInMs))).toBe(true);
  });
});

describe("what a rejected request uses up", () => {
  const hammer = (rule: WindowRule, countRejected: boolean): number => {
    const window = createWindow(rule, countRejected);
    let admitted = 0;
    for (let nowMs = 0; nowMs < 5000; nowMs += 10) if (window.take(4, at(nowMs))) admitted += 1;
    return admitted;
  };

  it("is nothing by default: a client that hammers gets its share", () => {
    for (const rule of RULES) expect(hammer(rule, false)).toBeGreaterThanOrEqual(20);
  });

  it("with countRejected, a client that hammers a log or a bucket stays outside", () => {
    expect(hammer("sliding-log", true)).toBe(4);
    expect(hammer("token-bucket", true)).toBe(4);
    expect(hammer("calendar-second", true)).toBe(hammer("calendar-second", false));
    expect(hammer("first-request", true)).toBe(hammer("first-request", false));
  });

  it("with countRejected, a log's reset counts from the newest rejected ones", () => {
    const window = createWindow("sliding-log", true);
    for (const nowMs of [0, 100, 200, 300]) window.take(2, at(nowMs));
    expect(window.read(2, at(300))).toEqual({ remaining: 0, resetInMs: 900 });
    expect(window.take(2, at(1199))).toBe(false);
  });
});

describe("the sliding log", () => {
  it("after the limit was lowered, names the moment when enough have left, not when the first does", () => {
    const window = createWindow("sliding-log", false);
    for (const nowMs of [0, 100, 200, 300]) window.take(4, at(nowMs));
    expect(window.read(2, at(300))).toEqual({ remaining: 0, resetInMs: 900 });
  });

  it("keeps no more entries than the limit, however often it is hammered", () => {
    const window = createWindow("sliding-log", true);
    for (let i = 0; i < 100; i += 1) window.take(2, at(0));
    expect(window.read(5, at(0)).remaining).toBe(3);
  });
});

describe("the token bucket", () => {
  it("admits a client that comes exactly as often as the limit, though the fractions do not add up", () => {
    for (let limit = 1; limit <= 60; limit += 1) {
      const window = createWindow("token-bucket", false);
      expect(burst(window, limit, 0)).toBe(limit);
      for (let n = 1; n <= 300; n += 1) {
        const nowMs = (n * 1000) / limit;
        expect(window.read(limit, at(nowMs)).remaining).toBe(1);
        expect(window.take(limit, at(nowMs))).toBe(true);
        expect(window.take(limit, at(nowMs))).toBe(false);
      }
    }
  });
});

describe("the calendar second", () => {
  it("is the wall clock's: it follows a clock that is set back, and a step of the monotonic clock does not matter", () => {
    const window = createWindow("calendar-second", false);
    expect(window.take(1, { nowMs: 0, epochMs: 5_000_999 })).toBe(true);
    expect(window.take(1, { nowMs: 5000, epochMs: 5_000_999.875 })).toBe(false);
    expect(window.take(1, { nowMs: 5000.2, epochMs: 5_001_000 })).toBe(true);
    expect(window.take(1, { nowMs: 5000.3, epochMs: 1_000_000 })).toBe(true);
  });
});
