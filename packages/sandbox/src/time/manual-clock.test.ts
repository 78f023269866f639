import { expect, test } from "vitest";
import type { Duration } from "./duration.js";
import { manualClock } from "./manual-clock.js";

test("timers run in the order of their due times, each at its own time", async () => {
  const clock = manualClock({ startEpochMs: 1000 });
  const ran: [string, number, number][] = [];
  const note = (name: string) => () => void ran.push([name, clock.now(), clock.epochMs()]);
  clock.setTimer(note("late"), 300);
  clock.setTimer(note("early"), 100);
  clock.setTimer(note("same"), 100);
  clock.setTimer(() => clock.setTimer(note("nested"), 50), 100);
  clock.setTimer(note("never"), 200).cancel();
  await clock.advance(299);
  expect(ran).toEqual([
    ["early", 100, 1100],
    ["same", 100, 1100],
    ["nested", 150, 1150],
  ]);
  expect(clock.now()).toBe(299);
  await clock.advance(1);
  expect(ran.at(-1)).toEqual(["late", 300, 1300]);
});

test("a timer canceled by another of the same moment does not run", async () => {
  const clock = manualClock();
  let ran = false;
  clock.setTimer(() => second.cancel(), 10);
  const second = clock.setTimer(() => (ran = true), 10);
  await clock.advance(10);
  expect(ran).toBe(false);
});

test("time stands still while tracked work is under way, and what it leads to is done in the same call", async () => {
  const clock = manualClock();
  const ran: number[] = [];
  clock.setTimer(() => {
    const work = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      clock.setTimer(() => ran.push(clock.now()), 5);
    });
    void clock.track(work);
  }, 10);
  clock.setTimer(() => ran.push(clock.now()), 20);
  await clock.advance("1s");
  expect(ran).toEqual([15, 20]);
});

test("calls wait for each other", async () => {
  const clock = manualClock();
  const seen: number[] = [];
  const calls = [clock.advance(10), clock.advance(20), clock.settle()];
  for (const call of calls) void call.then(() => seen.push(clock.now()));
  await Promise.all(calls);
  expect(clock.now()).toBe(30);
  expect(seen).toEqual([10, 30, 30]);
});

test("settle() does what is due now and moves nothing", async () => {
  const clock = manualClock();
  let ran = 0;
  clock.setTimer(() => clock.setTimer(() => (ran += 1), 0), 0);
  clock.setTimer(() => (ran += 10), 1);
  await clock.settle();
  expect([ran, clock.now()]).toEqual([1, 0]);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, "20", "20 m", "m", "-1s", "400d", undefined, null, {}])(
  "%j is no duration",
  async (by) => {
    await expect(manualClock().advance(by as Duration)).rejects.toMatchObject({ code: "config_option_invalid" });
  },
);

test.each<[Duration, number]>([
  [0, 0],
  [1500, 1500],
  ["250ms", 250],
  ["90s", 90_000],
  ["1.5m", 90_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
])("%j is %i ms", async (by, ms) => {
  const clock = manualClock();
  await clock.advance(by);
  expect(clock.now()).toBe(ms);
});
