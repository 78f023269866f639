import { expect, test } from "vitest";
import { describeKnown } from "./describe-known.js";

test.each<[number, string]>([
  [0, "There is none."],
  [1, "There is a1."],
  [2, "There are a1 and a2."],
  [5, "There are a1, a2, a3, a4 and a5."],
  [7, "There are a3, a4, a5, a6, a7 and 2 more."],
])("of %i names the latest", (count, text) => {
  expect(describeKnown(Array.from({ length: count }, (_, index) => `a${index + 1}`))).toBe(text);
});
