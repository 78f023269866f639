import { expect, test } from "vitest";
import { sendMessageRequestSchema } from "../api/send-message.js";
import { plainMessage } from "./plain-message.js";
import { unsendableFields } from "./unsendable.js";

const PHONES = ["+12065550142", "12065550142", "+1206555014212345", "+0206555014", "+12065550142\n", "", 12065550142];
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  campaign: ["c", "", "cut \ud83d", "nul \0", 5, null, undefined],
  to: [...PHONES, undefined],
  body: ["x", "", "x".repeat(1500), "x".repeat(1501), "🍜", "cut \ud83d", "nul \0", ["x"], undefined],
  from: [...PHONES, null, undefined],
};
const OTHERS = [{}, { metadata: {} }, { mediaUrls: [] }, { extra: undefined }, { other: 1 }, { ["__proto__"]: 1 }];

/** Every combination of the values, with each field also missing. */
function* inputs(): Generator<Record<string, unknown>> {
  let all: Record<string, unknown>[] = OTHERS.map((fields) => ({ ...fields }));
  for (const [name, values] of Object.entries(VALUES))
    all = all.flatMap((input) => [input, ...values.map((value) => ({ ...input, [name]: value }))]);
  yield* all;
}

test("a message is plain exactly if it is a valid text with documented fields, and then the result is the schema's", () => {
  const different: unknown[] = [];
  const counts = { plain: 0, other: 0 };
  for (const input of inputs()) {
    const { success, data } = sendMessageRequestSchema().safeParse(input);
    const isValid = success && unsendableFields(data, []).length === 0;
    const isText = !["metadata", "mediaUrls", "extra"].some((name) => Object.hasOwn(input, name));
    const plain = plainMessage(input);
    // As JSON, since the order of the fields counts too.
    const expected = isValid && isText ? JSON.stringify(data) : undefined;
    if (JSON.stringify(plain) !== expected) different.push(input);
    counts[plain === undefined ? "other" : "plain"] += 1;
  }
  expect(different).toEqual([]);
  expect(counts.plain).toBeGreaterThan(5);
  expect(counts.other).toBeGreaterThan(5_000);
});

test.each([undefined, null, "text", 5, [], new Map()])("%j is not plain", (input) => {
  expect(plainMessage(input)).toBeUndefined();
});
