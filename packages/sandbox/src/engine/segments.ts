// Read from the documents' page on segments, apart from core's counter, so that both do not share one mistake.

const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
  "abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_EXTENDED = "\f^{}\\[~]|€";

// The rows of the documented replacement table that could be read.
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
 * Segments of a text: 160 GSM-7 characters or 70 UTF-16 units in one, 153 or 67 in each of several. Assumed, since the
 * documents do not say: a lone UCS-2 segment holds 70, extension characters count twice, and neither they nor surrogate
 * pairs are split over two segments.
 */
export function countSegments(body: string): number {
  const characters = Array.from(body, (character) => REPLACED.get(character) ?? character);
  const gsm = characters.every((character) => UNITS.has(character));
  const sizes = characters.map((character) => (gsm ? UNITS.get(character)! : character.length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
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
