// This file implements the rules from the documentation page on segments. It does not use core's counter, so that a
// mistake in one counter does not also appear in the other.

const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
  "abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_EXTENDED = "\f^{}\\[~]|€";

// Only these rows of the documented replacement table are legible.
const REPLACED: ReadonlyMap<string, string> = new Map([
  ["\u201c", '"'],
  ["\u201d", '"'],
  ["\u2018", "'"],
  ["\u2014", "-"],
]);

const UNITS: ReadonlyMap<string, number> = new Map([
  ...[...GSM_BASIC].map((character) => [character, 1] as const),
  ...[...GSM_EXTENDED].map((character) => [character, 2] as const),
]);

/**
 * Counts the segments in a body. A single segment holds up to 160 GSM-7 characters or 70 UTF-16 code units. If a body
 * has several segments, each segment holds up to 153 GSM-7 characters or 67 UTF-16 code units.
 *
 * Three rules are assumed, because the documentation does not state them:
 *
 * - A single UCS-2 segment holds 70 code units.
 * - Each extension character counts as two characters.
 * - No extension character or surrogate pair is split between segments.
 */
export function countSegments(body: string): number {
  if (body.length <= 70) return 1; // fits into one segment in either encoding
  const characters = Array.from(body, (character) => REPLACED.get(character) ?? character);
  const units = characters.map((character) => UNITS.get(character));
  const gsm = !units.includes(undefined);
  const sizes = gsm ? (units as number[]) : characters.map((character) => character.length);
  let total = 0;
  for (const size of sizes) total += size;
  if (total <= (gsm ? 160 : 70)) return 1;

  const room = gsm ? 153 : 67;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}
