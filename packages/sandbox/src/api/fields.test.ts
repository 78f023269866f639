import { expect, test } from "vitest";
import { field } from "./fields.js";
import { isE164 } from "../internal/e164.js";

test("[bad-json-400] only own fields count, and null is none", () => {
  expect(field({}, "toString")).toBeUndefined();
  expect(field({}, "__proto__")).toBeUndefined();
  expect(field({ name: null }, "name")).toBeUndefined();
  expect(field({ name: "" }, "name")).toBe("");
  expect(field({ name: false }, "name")).toBe(false);
});

test.each<[string, boolean]>([
  ["+12065550142", true],
  ["+15225550010", true],
  ["+442079460000", true],
  ["+3581234", true],
  ["+1206555014", false],
  ["+120655501422", false],
  ["+11065550142", false],
  ["+02065550142", false],
  ["+442079460000123", true],
  ["+4420794600001234", false],
  ["+12065550142 ", false],
  ["+1206555014\u0662", false],
])("[phone-form] %j", (phone, valid) => {
  expect(isE164(phone)).toBe(valid);
});
