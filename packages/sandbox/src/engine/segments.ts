// This implements the documentation's page on segments independently of core's counter, so that the two do not share a
// mistake.

const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
  "abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_EXTENDED = "\f^{}\\[~]|€";

// The legible rows of the documented replacement table.
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
 * Counts a body's segments. A single segment has 160 GSM-7 characters or 70 UTF-16 code units. If there are several
 * segments, each of them has 153 or 67. Three rules are assumed, because the documentation does not state them: one
 * UCS-2 segment has 70 code units, extension characters count twice, and no extension character or surrogate pair is
 * split.
 */
export function countSegments(body: string): number {
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
