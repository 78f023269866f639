import { checkOptionNames, type OptionNames } from "../errors/option-checks.js";
import { GSM7_BASIC, GSM7_EXTENSION } from "./gsm7.js";

/** How a message is carried and billed. */
export interface SegmentCount {
  /** `GSM-7` when every character is in its alphabet, else `UCS-2`: one other character turns the whole message over. */
  readonly encoding: "GSM-7" | "UCS-2";
  /** Segments, and so what is billed. `0` for an empty message. */
  readonly segments: number;
  /** Places used: septets in GSM-7, UTF-16 units in UCS-2. */
  readonly units: number;
  /** Places in one segment of this message: 160 or 153 in GSM-7, 70 or 67 in UCS-2. */
  readonly unitsPerSegment: number;
  /** Places left in the last segment. */
  readonly unitsLeft: number;
  /** The first character that is not in GSM-7 and so forces UCS-2. */
  readonly forcedBy?: string;
  /** The message after Sendo's replacements, as it would go out. */
  readonly text: string;
}

/** What is known about a message besides its characters. */
export interface SegmentOptions {
  /** Whether media goes with it: an MMS always counts as one. @defaultValue `false` */
  hasMedia?: boolean | undefined;
  /**
   * Whether Sendo replaces typographic characters by plain ones, which it does unless support has switched it off for you.
   *
   * @defaultValue `true`
   */
  autoEncoding?: boolean | undefined;
}

// The rows of Sendo's table that could be read; it has more (docs, kb/segments). For a body with a character of another row the
// count is only an estimate: the replacement may save UCS-2, or be longer than the character.
const REPLACEMENTS: Readonly<Record<string, string>> = { "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2014": "-" };

const OPTION_NAMES: OptionNames<SegmentOptions> = { hasMedia: true, autoEncoding: true };

/**
 * Counts the segments of a message body by Sendo's documents and, where they are silent, the SMS standard.
 *
 * Documented: 160 characters in a single GSM-7 segment, 153 in each of several, 67 in each of several UCS-2 ones, one for an MMS.
 * Assumed, from the SMS standard: 70 in a single UCS-2 segment, two places for `^ { } [ ] ~ \ |` and the euro sign, and that no
 * character is split over two segments. Four of Sendo's character replacements are documented (`“ ” ‘ —`). It makes others, and for
 * a body with one of those the count can be too high or too low; the message's `numSegments` says what Sendo counted.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * countSegments("Your table is ready"); // { encoding: "GSM-7", segments: 1, unitsLeft: 141, ... }
 * countSegments("Your table is ready 🎉").forcedBy; // "🎉"
 * ```
 */
export function countSegments(text: string, options: SegmentOptions = {}): SegmentCount {
  checkOptionNames("countSegments", options, OPTION_NAMES);
  const { hasMedia = false, autoEncoding = true } = options;
  const sent = autoEncoding ? text.replace(/[\u201c\u201d\u2018\u2014]/g, (each) => REPLACEMENTS[each]!) : text;
  const characters = [...sent];
  const forcedBy = characters.find((each) => !GSM7_BASIC.has(each) && !GSM7_EXTENSION.has(each));
  const encoding = forcedBy === undefined ? "GSM-7" : "UCS-2";
  const sizes = characters.map((each) => (encoding === "UCS-2" ? each.length : GSM7_EXTENSION.has(each) ? 2 : 1));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const [single, several] = encoding === "GSM-7" ? [160, 153] : [70, 67];
  const unitsPerSegment = units <= single || hasMedia ? single : several;
  const { segments, lastUsed } = hasMedia
    ? { segments: 1, lastUsed: Math.min(units, single) }
    : pack(sizes, unitsPerSegment);
  return {
    encoding,
    segments,
    units,
    unitsPerSegment,
    unitsLeft: segments === 0 ? unitsPerSegment : unitsPerSegment - lastUsed,
    ...(forcedBy !== undefined && { forcedBy }),
    text: sent,
  };
}

// One after the other: a character that no longer fits begins the next segment.
function pack(sizes: readonly number[], unitsPerSegment: number): { segments: number; lastUsed: number } {
  let segments = sizes.length === 0 ? 0 : 1;
  let lastUsed = 0;
  for (const size of sizes) {
    if (lastUsed + size > unitsPerSegment) {
      segments += 1;
      lastUsed = 0;
    }
    lastUsed += size;
  }
  return { segments, lastUsed };
}
