import { describe, expect, test } from "vitest";
import { countSegments } from "./segments.js";

describe("[stored-body] countSegments", () => {
  test.each<[string, string, number]>([
    ["nothing", "", 1],
    ["160 GSM-7 characters", "a".repeat(160), 1],
    ["161", "a".repeat(161), 2],
    ["two full segments of 153", "a".repeat(306), 2],
    ["307", "a".repeat(307), 3],
    ["1500", "a".repeat(1500), 10],
    ["80 extension characters, each counted as two", "€".repeat(80), 1],
    ["81 extension characters", "€".repeat(81), 2],
    ["an extension character that would be split", "a".repeat(152) + "€" + "a".repeat(152), 3],
    ["all of the GSM-7 alphabet beyond ASCII", "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà".repeat(4), 1],
    ["70 UCS-2 characters", "я".repeat(70), 1],
    ["71", "я".repeat(71), 2],
    ["two full segments of 67", "я".repeat(134), 2],
    ["135", "я".repeat(135), 3],
    ["35 emoji, two units each", "\u{1f600}".repeat(35), 1],
    ["36 emoji", "\u{1f600}".repeat(36), 2],
    ["a surrogate pair that would be split", "я".repeat(66) + "\u{1f600}" + "я".repeat(66), 3],
    ["one character that makes all of it UCS-2", "a".repeat(70) + "ê", 2],
    ["typographic characters that are replaced", "\u201cIt\u2018s\u201d \u2014 ".repeat(16), 1],
    ["a backtick, which GSM-7 lacks", "`".repeat(71), 2],
  ])("%s", (_, body, segments) => {
    expect(countSegments(body)).toBe(segments);
  });
});
