import { expect, test } from "vitest";
import { iso } from "./iso.js";

test.each([0, 999, 1000, 1_714_669_803_118, 1_714_669_803_118.9, 1_714_669_804_000, -1, -1.5, 253_402_300_800_000])(
  "formats %d as Date does, also after a time in the same second",
  (epochMs) => {
    for (const each of [epochMs, Math.floor(epochMs / 1000) * 1000, epochMs]) {
      expect(iso(each)).toBe(new Date(Math.floor(each)).toISOString());
    }
  },
);

test("rejects a time that is not a number", () => {
  expect(() => iso(Number.NaN)).toThrow(RangeError);
});
