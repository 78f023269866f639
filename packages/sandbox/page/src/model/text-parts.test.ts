import { expect, test } from "vitest";
import { codeIn, textParts } from "./text-parts.js";

test.each<[string, string[]]>([
  ["See https://example.com/t/9, please.", ["https://example.com/t/9"]],
  ["(http://127.0.0.1:3000/a?b=c)", ["http://127.0.0.1:3000/a?b=c"]],
  ["HTTPS://EXAMPLE.COM and http://x", ["https://example.com/", "http://x/"]],
  ["javascript:alert(1) data:text/html,x file:///etc/passwd //example.com", []],
  ["https://", []],
  ['<a href="https://example.com/">', ["https://example.com/"]],
])("links of %j", (text, links) => {
  const parts = textParts(text);
  expect(parts.flatMap(({ href }) => href ?? [])).toEqual(links);
  expect(parts.map((part) => part.text).join("")).toBe(text);
});

test.each<[string, string | undefined]>([
  ["Your code is 482913", "482913"],
  ["Your code is 482 913.", "482913"],
  ["1234 is your PIN", "1234"],
  ["G-123456 is your verification code", undefined],
  ["Code 482913, call +12065550142", "482913"],
  ["Your table 1234 is ready", undefined],
  ["Your code: see 12:30", undefined],
  ["OTP 123", undefined],
  ["OTP 123456789", undefined],
])("the code in %j", (text, code) => {
  expect(codeIn(text)).toBe(code);
});
