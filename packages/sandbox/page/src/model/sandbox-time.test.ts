import { expect, test } from "vitest";
import type { ClockState } from "../wire.js";
import { duration, sandboxNow } from "./sandbox-time.js";

const clock = (change: Partial<ClockState>): ClockState => ({
  mode: "realtime",
  now: "1970-01-01T00:01:00.000Z",
  frozen: false,
  speed: 1,
  ...change,
});

test.each<[string, Partial<ClockState>, number]>([
  ["real time", {}, 62_000],
  ["sixty times as fast", { speed: 60 }, 180_000],
  ["frozen", { frozen: true }, 60_000],
  ["by hand", { mode: "manual" }, 60_000],
])("time goes on: %s", (_, change, now) => {
  expect(sandboxNow(clock(change), 2000)).toBe(now);
});

test.each([
  [-5, "0 s"],
  [1, "1 s"],
  [59_000, "59 s"],
  [60_000, "1 min 0 s"],
  [61_500, "1 min 2 s"],
  [3_600_000, "1 h 0 min"],
  [90_061_000, "1 d 1 h"],
])("%i ms is %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
