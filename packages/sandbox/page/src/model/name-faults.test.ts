import { expect, test } from "vitest";
import type { Fault } from "../wire.js";
import { nameFaults } from "./name-faults.js";

test.each([
  [["bad-day", "bad-day", "bad-day"], "bad-day is on"],
  [[undefined], "1 fault is on"],
  [[undefined, undefined], "2 faults are on"],
  [["bad-day", undefined, "bad-day"], "bad-day and 1 fault are on"],
  [["bad-day", "silence", undefined, undefined], "bad-day, silence and 2 faults are on"],
])("faults of %j: %s", (presets, words) => {
  expect(nameFaults(presets.map((preset) => ({ preset }) as Fault))).toBe(words);
});
