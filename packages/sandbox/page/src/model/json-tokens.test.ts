import { expect, test } from "vitest";
import { jsonTokens } from "./json-tokens.js";

test("distinguishes keys, strings and other values", () => {
  expect(jsonTokens('{"a": "b: 1", "c": [1.5e-3, null]}').filter(({ kind }) => kind !== "between")).toEqual([
    { text: '"a"', kind: "key" },
    { text: '"b: 1"', kind: "string" },
    { text: '"c"', kind: "key" },
    { text: "1.5e-3", kind: "value" },
    { text: "null", kind: "value" },
  ]);
});

test.each([
  {},
  [],
  "",
  { 'quo"te\\': 'she said "true": {1}', "": -0.5, nested: [{ x: ["\\", '\\"', "<b>"] }] },
  { emoji: "👩‍👩‍👧‍👦", rtl: "שלום", control: "\u0000\u2028" },
])("loses nothing of %j", (value) => {
  const json = JSON.stringify(value, null, 2);
  expect(
    jsonTokens(json)
      .map(({ text }) => text)
      .join(""),
  ).toBe(json);
});
