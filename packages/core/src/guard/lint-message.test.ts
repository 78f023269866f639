import { describe, expect, test } from "vitest";
import { lintMessage, type LintFinding } from "./index.js";

const find = <Code extends LintFinding["code"]>(body: string, code: Code, options = {}) =>
  lintMessage(body, options).findings.filter((finding) => finding.code === code) as Extract<
    LintFinding,
    { code: Code }
  >[];

test("a plain message has no findings, and its cost is told", () => {
  expect(lintMessage("Acme: your table is ready. https://acme.example/t/7", { brand: "Acme" })).toMatchObject({
    findings: [],
    cost: { encoding: "GSM-7", segments: 1 },
  });
  expect(lintMessage("").findings).toEqual([]);
  expect(lintMessage("x".repeat(161)).cost.segments).toBe(2);
  expect(lintMessage("x".repeat(161), { hasMedia: true }).cost.segments).toBe(1);
});

describe("links of public shorteners", () => {
  test.each([
    ["Track it: bit.ly/3xyz", 10, "bit.ly"],
    ["HTTPS://WWW.TinyURL.com/abc", 0, "tinyurl.com"],
    ["See http://t.co:443/a.", 4, "t.co"],
    ["(go.rebrand.ly/x)", 1, "rebrand.ly"],
    ["https://acme.example/?to=is.gd/x", 0, undefined],
    ["https://bit.ly.acme.example/x", 0, undefined],
    ["notbit.ly/x", 0, undefined],
    ["write to me@bit.ly/x", 0, undefined],
    ["acme.example/bit.ly/x", 0, undefined],
    ["We are at bit.ly today", 0, undefined],
    ["and/or t.co", 0, undefined],
  ])("%s", (body, position, host) => {
    expect(find(body, "link_shortener")).toMatchObject(host === undefined ? [] : [{ position, host }]);
  });

  test("each of several is found", () => {
    expect(find("bit.ly/a or tinyurl.com/b", "link_shortener").map(({ position }) => position)).toEqual([0, 12]);
  });

  test("a long body of dots takes no long time", () => {
    expect(find("a.".repeat(50_000), "link_shortener")).toEqual([]);
    expect(find("a".repeat(100_000), "link_shortener")).toEqual([]);
  });
});

describe("the brand", () => {
  test.each([
    ["ACME's table is ready", "Acme", 0],
    ["[acme] Your table", "Acme", 0],
    ["Cafe Zoe: ready", "Café  Zoë", 0],
    ["Your table is ready", "Acme", 1],
    ["Your place is ready", "Ace", 1],
  ])("%s, brand %s", (body, brand, count) => {
    expect(find(body, "brand_missing", { brand })).toHaveLength(count);
  });

  test.each([[""], ["!"], [7], [null]])("%j is not a brand", (brand) => {
    expect(() => lintMessage("Hi", { brand: brand as never })).toThrow(/`brand` option of lintMessage must be a name/);
  });
});

describe("the character that turns a message into UCS-2", () => {
  test.each<[string, number, string, string, string | undefined]>([
    ["it\u2019s ready", 2, "\u2019", "U+2019", "'"],
    ["wait\u2026", 4, "\u2026", "U+2026", "..."],
    ["a\u00a0b", 1, "\u00a0", "U+00A0", " "],
    ["gar\u00e7on", 3, "\u00e7", "U+00E7", "c"],
    ["caf\u0065\u0301", 4, "\u0301", "U+0301", ""],
    ["zero\u200bwidth", 4, "\u200b", "U+200B", ""],
    ["1\u20132", 1, "\u2013", "U+2013", "-"],
    ["\u00bd price", 0, "\u00bd", "U+00BD", "1/2"],
    ["tick `x`", 5, "`", "U+0060", "'"],
    ["Ready \ud83c\udf89", 6, "\ud83c\udf89", "U+1F389", undefined],
    ["\u0414\u0430", 0, "\u0414", "U+0414", undefined],
    ["lone \ud800", 5, "\ud800", "U+D800", undefined],
  ])("%j", (body, position, character, codePoint, replacement) => {
    expect(find(body, "ucs2_character")).toMatchObject([{ position, character, codePoint, replacement }]);
    expect(body.slice(position).startsWith(character)).toBe(true);
  });

  test("replacing all of them is what saves segments", () => {
    const body = `\u201cIt\u2019s ready\u201d \u2026 ${"x".repeat(100)}`;
    expect(find(body, "ucs2_character")).toMatchObject([{ position: 3, count: 2, segmentsIfReplaced: 1 }]);
    expect(lintMessage(body).cost.segments).toBe(2);
    expect(find(`${body}\ud83c\udf89`, "ucs2_character")).toMatchObject([{ count: 3, segmentsIfReplaced: undefined }]);
    expect(find(body, "ucs2_character", { autoEncoding: false })).toMatchObject([{ position: 0, count: 4 }]);
  });
});

test("an unknown option is an error, and no message of a finding contains a part of the body", () => {
  expect(() => lintMessage("Hi", { brandName: "Acme" } as never)).toThrow(
    /`brandName` is not an option of lintMessage/,
  );
  const { findings } = lintMessage("Your code 482913\u2019 is at bit.ly/3xyz", { brand: "Acme" });
  expect(findings.map(({ code }) => code)).toEqual(["link_shortener", "brand_missing", "ucs2_character"]);
  for (const { message } of findings) expect(message).not.toMatch(/482913|bit\.ly|\u2019|Acme/);
});
