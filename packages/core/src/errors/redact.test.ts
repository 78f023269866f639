import { describe, expect, test } from "vitest";
import { redactText, stringsIn } from "./redact.js";

const body = 'Hello Ada, your code is "K7-Q". It is good for ten minutes.';

describe("redactText masks a secret", () => {
  test.each([
    ["whole", `refused: ${body}`],
    ["twice", `${body} / ${body}`],
    ["cut at the end", `too long: ${body.slice(0, 30)}...`],
    ["as it stands in JSON", `bad field ${JSON.stringify({ body })}`],
    ["and again after a false start", `Hello Ada, you! ${body}`],
  ])("%s", (_, input) => {
    const safe = redactText(input, [body]);
    expect(safe).toContain("[redacted]");
    for (const part of ["your code", "K7-Q", "ten minutes"]) expect(safe).not.toContain(part);
  });

  test("however short, and leaves the rest", () => {
    expect(redactText("no such pin: 8a1 (8a1)", ["8a1"])).toBe("no such pin: [redacted] ([redacted])");
    expect(redactText("nothing to see", ["", "another string of some length"])).toBe("nothing to see");
  });
});

describe("redactText masks a number", () => {
  test.each([
    "+12065550142",
    "555-0142",
    "12065550142",
    "(206) 555-0142",
    "206.555.0142",
    "206 - 555 - 0142",
    "206\u2011555\u20110142",
    "206/555/0142",
    "%2B12065550142",
  ])("written as %s", (number) => {
    const safe = redactText(`no route to ${number} now`, []);
    expect(safe.replaceAll(/\D/g, "").length).toBeLessThanOrEqual(5); // the last two, and what stands in front
    expect(safe).toMatch(/^no route to .* now$/);
  });

  test("of which ids and times are none", () => {
    const line = "message 0b6c1f52-1234-4567-8901-2f7a90b3d4e1 of 2024-05-02T17:08:41.302Z is U7fQ39nX";
    expect(redactText(line, [])).toBe(line);
    // Whatever stands in front: a digit and a bracket could be the beginning of a number.
    for (const id of ["12345678-1234-4567-8901-206555014a42", "0b6c1f52-1234-4567-8901-206555014200"]) {
      for (const before of ["", "(", "1 ", "id_", "+1 (", "2024-05-02T17:08 "])
        expect(redactText(`${before}${id}) is gone`, [])).toBe(`${before}${id}) is gone`);
      expect(redactText(`1 (206) 555-0142 ${id}`, [])).toMatch(new RegExp(` ${id}$`));
      expect(redactText(`1 (206) 555-0142 ${id}`, [])).not.toMatch(/206\) 5/);
    }
    expect(redactText("k3Yw9Tbq-93f7-4f0e-8d22-206555014200", [])).toContain("206555014200");
    expect(redactText("try 3 2024-05-02T17:08:41.302Z", [])).toBe("try 3 2024-05-02T17:08:41.302Z");
    expect(redactText("12065550-1422-0655-5014-220655501422", [])).not.toContain("0655");
  });

  test("takes time that grows only with the length of the string", () => {
    const long = "1 (2) - ".repeat(100_000);
    expect(redactText(long, [], 20)).toHaveLength(23);
    // Each of these digits could begin an id, and no letter far behind may decide that.
    expect(redactText("12----".repeat(100_000), [], 20)).toHaveLength(23);
  });
});

test("stringsIn finds the strings of a value, wherever they are, and stops at some depth", () => {
  expect(
    stringsIn({ to: "+1", body: "Hello", list: ["deep string", { more: "still deeper" }], n: 5, none: null }),
  ).toEqual(["Hello", "deep string", "still deeper"]);
  const circular: Record<string, unknown> = { name: "round" };
  circular.self = circular;
  expect(new Set(stringsIn(circular))).toEqual(new Set(["round"]));
});
