import { checkOptionNames, type OptionNames } from "../errors/option-checks.js";
import { GSM7_BASIC, GSM7_EXTENSION } from "./gsm7.js";

/** A message's encoding and number of segments. */
export interface SegmentCount {
  /**
   * `GSM-7` if every character is in the GSM-7 alphabet, otherwise `UCS-2`. A single character outside the alphabet changes the
   * encoding of the whole message.
   */
  readonly encoding: "GSM-7" | "UCS-2";
  /** Number of billed segments. `0` for an empty message. */
  readonly segments: number;
  /** Number of units in `text`: septets in GSM-7, UTF-16 units in UCS-2. */
  readonly units: number;
  /** Units in one segment of this message: 160 or 153 in GSM-7, 70 or 67 in UCS-2. */
  readonly unitsPerSegment: number;
  /** Number of unused units in the last segment. */
  readonly unitsLeft: number;
  /** The first character that is not in GSM-7 and therefore forces UCS-2 encoding. */
  readonly forcedBy?: string;
  /** The message body with Sendo's character replacements applied. */
  readonly text: string;
}

/** Options for {@link countSegments}. */
export interface SegmentOptions {
  /** Whether the message has media. An MMS always counts as one segment. @defaultValue `false` */
  hasMedia?: boolean | undefined;
  /**
   * Whether Sendo replaces typographic characters with plain ones. Sendo replaces them unless its support team has disabled
   * this for your account.
   *
   * @defaultValue `true`
   */
  autoEncoding?: boolean | undefined;
}

// In Sendo's table of replacements (docs, kb/segments), only the rows listed below are legible. If a body contains a
// character from any other row, the count is an estimate. Replacing the character might make UCS-2 unnecessary.
// The replacement might also be longer than the character.
const REPLACEMENTS: Readonly<Record<string, string>> = { "\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2014": "-" };

const OPTION_NAMES: OptionNames<SegmentOptions> = { hasMedia: true, autoEncoding: true };

/**
 * Counts the segments in a message body. The count follows Sendo's documentation. For anything that the documentation does not
 * cover, it follows the SMS standard.
 *
 * Sendo documents 160 characters for a single GSM-7 segment, and 153 per segment for multi-segment messages. It also
 * documents 67 characters per segment for multi-segment UCS-2 messages. According to Sendo, an MMS counts as one segment. The
 * SMS standard also specifies 70 characters for a single UCS-2 segment. In GSM-7, each of `^ { } [ ] ~ \ |` and the
 * euro sign takes up two units. A character is never split across two segments. Sendo documents four character replacements
 * (`“ ” ‘ —`) but also makes others. If Sendo makes an undocumented replacement, the count can be too high or too low. The
 * message's `numSegments` is Sendo's own count.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * countSegments("Your table is ready"); // { encoding: "GSM-7", segments: 1, unitsLeft: 141, ... }
 * countSegments("Your table is ready 🎉").forcedBy; // "🎉"
 * ```
 */
export function countSegments(body: string, options: SegmentOptions = {}): SegmentCount {
  checkOptionNames("countSegments", options, OPTION_NAMES);
  const { hasMedia = false, autoEncoding = true } = options;
  const sent = autoEncoding ? body.replace(/[\u201c\u201d\u2018\u2014]/g, (each) => REPLACEMENTS[each]!) : body;
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

// A character that does not fit starts the next segment.
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
