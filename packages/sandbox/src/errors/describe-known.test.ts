import { expect, test } from "vitest";
import { describeKnown } from "./describe-known.js";

test.each<[number, string]>([
  [0, "None is available."],
  [1, "Available: a1."],
  [2, "Available: a1 and a2."],
  [5, "Available: a1, a2, a3, a4 and a5."],
  [7, "Available: a3, a4, a5, a6, a7 and 2 more."],
])("of %i names the latest", (count, message) => {
  expect(describeKnown(Array.from({ length: count }, (_, index) => `a${index + 1}`))).toBe(message);
});
