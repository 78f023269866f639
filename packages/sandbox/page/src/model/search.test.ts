import { expect, test } from "vitest";
import type { Message } from "../wire.js";
import { markWords, matchesSearch, parseSearch, wordsToMark } from "./search.js";

const MESSAGE = {
  id: "0a708211",
  type: "SMS",
  createdAt: "2026-11-09T14:03:22.000Z",
  direction: "OUTBOUND",
  from: "+14155550111",
  to: "+12065550142",
  body: "Doors open at 12:30, table 4 is ready",
  campaignId: "U7fQ39nX",
  status: "FAILED",
  errorCode: 1310,
  metadata: JSON.parse('{"Order":"A-17","__proto__":"x"}') as Record<string, string>,
} as unknown as Message;

test.each([
  ["", true],
  ["TABLE", true],
  ["table doors", true],
  ['"table 4"', true],
  ['"doors table"', false],
  ["-table", false],
  ["-lunch", true],
  ["12:30", true],
  ["to:0142", true],
  ["from:0142", false],
  ["to:+12065550142 status:failed code:1310", true],
  ["status:FAIL", false],
  ["-status:failed", false],
  ["code:131", false],
  ["campaign:u7fq39nx", true],
  ["is:sms is:out", true],
  ["is:mms", false],
  ["is:in", false],
  ["is:nothing", false],
  ["meta.order:a-17", true],
  ["meta.__proto__:x", true],
  ["meta.constructor:function", false],
  ["after:2026-11-09", true],
  ["after:2026-11-10", false],
  ["before:2026-11-10", true],
  ['meta.order:"a-17"', true],
  ["nofield:x", false],
  ['"', true],
])("%j finds it: %s", (search, found) => {
  expect(matchesSearch(MESSAGE, parseSearch(search))).toBe(found);
});

test("marks the words that were looked for, in any case, and nothing that is only a pattern", () => {
  const words = wordsToMark(parseSearch('table -late status:failed "a.b" (12)'));
  expect(words).toEqual(["table", "a.b", "(12)"]);
  expect(markWords("Table (12) axb a.b", words)).toEqual(["", "Table", " ", "(12)", " axb ", "a.b", ""]);
  expect(markWords("Table", [])).toEqual(["Table"]);
});
