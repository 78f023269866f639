import { expect, test } from "vitest";
import { parseWords } from "./words.js";

test.each<[string, string[]]>([
  ["STOP", ["STOP"]],
  [" STOP ,  BASTA,, opt out,", ["STOP", "BASTA", "opt out"]],
  [" , ", []],
])("reads %j", (written, words) => {
  expect(parseWords(written)).toEqual(words);
});
