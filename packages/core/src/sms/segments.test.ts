import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countSegments } from "./segments.js";

describe("countSegments", () => {
  test.each<[string, string, "GSM-7" | "UCS-2", number, number]>([
    ["nothing", "", "GSM-7", 0, 160],
    ["160 plain characters", "x".repeat(160), "GSM-7", 1, 0],
    ["161", "x".repeat(161), "GSM-7", 2, 153 - 8],
    ["306", "x".repeat(306), "GSM-7", 2, 0],
    ["307", "x".repeat(307), "GSM-7", 3, 152],
    ["accents of the alphabet", "àèìòùÇØÅÄÖÑÜß¿¡Δ\r\n", "GSM-7", 1, 160 - 18],
    ["80 brackets take two places each", "[".repeat(80), "GSM-7", 1, 0],
    ["the euro sign is in the extension table", "€", "GSM-7", 1, 158],
    ["70 other characters", "я".repeat(70), "UCS-2", 1, 0],
    ["71", "я".repeat(71), "UCS-2", 2, 63],
    ["an emoji takes two places", "🎉".repeat(35), "UCS-2", 1, 0],
    ["one emoji turns everything over", `${"x".repeat(160)}🎉`, "UCS-2", 3, 67 * 3 - 162],
  ])("%s", (_, body, encoding, segments, unitsLeft) => {
    expect(countSegments(body)).toMatchObject({ encoding, segments, unitsLeft });
  });

  test("names the character that forces UCS-2, whole", () => {
    expect(countSegments("table 🎉 ready é ш").forcedBy).toBe("🎉");
    expect(countSegments("ç").forcedBy).toBe("ç"); // the capital is in the alphabet, the small one is not
    expect(countSegments("plain")).not.toHaveProperty("forcedBy");
  });

  test("applies the documented replacements, unless they are switched off", () => {
    const typographic = "\u201cready\u201d \u2018now\u2014";
    expect(countSegments(typographic)).toMatchObject({ encoding: "GSM-7", text: '"ready" \'now-' });
    expect(countSegments(typographic, { autoEncoding: false })).toMatchObject({ encoding: "UCS-2", text: typographic });
  });

  test("splits no character over two segments", () => {
    // 152 places and then a bracket of two: it does not fit into the 153rd alone.
    expect(countSegments(`${"x".repeat(152)}[${"x".repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
    expect(countSegments(`${"я".repeat(66)}🎉${"я".repeat(66)}`)).toMatchObject({ units: 134, segments: 3 });
  });

  test("an MMS is one segment", () => {
    expect(countSegments("x".repeat(1000), { hasMedia: true }).segments).toBe(1);
    expect(countSegments("", { hasMedia: true }).segments).toBe(1);
  });

  test("always has room for what it counts, and never a segment too many", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 700 }), (body) => {
        const { segments, units, unitsPerSegment, unitsLeft } = countSegments(body);
        expect(segments * unitsPerSegment).toBeGreaterThanOrEqual(units);
        // At most one place is lost at the end of a segment.
        expect((segments - 1) * (unitsPerSegment - 1)).toBeLessThanOrEqual(units);
        expect(unitsLeft).toBeGreaterThanOrEqual(0);
        expect(unitsLeft).toBeLessThanOrEqual(unitsPerSegment);
      }),
    );
  });
});
