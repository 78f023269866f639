import { expect, test } from "vitest";
import { findKeyword, type KeywordLists } from "./keywords.js";
import { DEFAULT_KEYWORDS } from "./registration.js";

test.each<[string, ReturnType<typeof findKeyword>]>([
  ["STOP", "optout"],
  ["stop", "optout"],
  [" Stop. ", "optout"],
  ["Please stop texting me", "optout"],
  ["STOP\nthanks", "optout"],
  ["START", "optin"],
  ["start again please", "optin"],
  ["Help!", "help"],
  ["STOP or START?", "optout"],
  ["START, HELP", "optin"],
  ["stopover", undefined],
  ["nonstop", undefined],
  ["restart", undefined],
  ["helpful", undefined],
  ["stop2", undefined],
  ["éstop", undefined],
  ["stop_it", undefined],
  ["", undefined],
])("[keyword-match] %j", (body, keyword) => {
  expect(findKeyword(body, DEFAULT_KEYWORDS)).toBe(keyword);
});

test("words of a campaign are taken literally", () => {
  const lists: KeywordLists = { optoutKeywords: ["C++", "[end]"], optinKeywords: [], helpKeywords: ["?"] };
  expect(findKeyword("c++", lists)).toBe("optout");
  expect(findKeyword("c", lists)).toBeUndefined();
  expect(findKeyword("[END]", lists)).toBe("optout");
  expect(findKeyword("e", lists)).toBeUndefined();
  expect(findKeyword("?", lists)).toBe("help");
});
