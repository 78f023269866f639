import { expect, test } from "vitest";
import { formatPhone, parsePhone } from "./phone-format.js";

test.each([
  ["+12065550142", "+1 206 555 0142"],
  ["+493012345678", "+493012345678"],
])("writes %s as %s", (number, written) => {
  expect(formatPhone(number)).toBe(written);
  expect(parsePhone(written)).toBe(number);
});

test.each([
  ["(206) 555-0142", "+12065550142"],
  ["206.555.0142", "+12065550142"],
  ["555-0142", undefined],
  ["+0123456789", undefined],
  ["", undefined],
  ["+1206555014x", undefined],
])("reads %j", (typed, number) => {
  expect(parsePhone(typed)).toBe(number);
});
