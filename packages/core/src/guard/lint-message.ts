import { checkOptionNames, unusableOption, type OptionNames } from "../errors/option-checks.js";
import { GSM7_BASIC, GSM7_EXTENSION } from "../sms/gsm7.js";
import { countSegments, type SegmentCount, type SegmentOptions } from "../sms/segments.js";
import { findShortLinks } from "./short-links.js";

/** Options for {@link lintMessage}. */
export interface LintOptions extends SegmentOptions {
  /**
   * Brand name that the body must contain, such as `Acme`. Case and accents are ignored.
   *
   * @defaultValue none: the brand is not checked
   */
  brand?: string | undefined;
}

/** One problem that {@link lintMessage} found in a message body. */
export type LintFinding =
  | {
      /** A link from a public shortener. Carriers often filter such links. */
      readonly code: "link_shortener";
      /** The problem and how to fix it, without any part of the body. */
      readonly message: string;
      /** Zero-based position of the link, in UTF-16 code units. */
      readonly position: number;
      /** The shortener, such as `bit.ly`. */
      readonly host: string;
    }
  | {
      /** The body does not contain the brand. */
      readonly code: "brand_missing";
      /** The problem and how to fix it, without any part of the body. */
      readonly message: string;
    }
  | {
      /** The first character that forces UCS-2 encoding. */
      readonly code: "ucs2_character";
      /** The problem and how to fix it, without any part of the body. */
      readonly message: string;
      /** Zero-based position of the character, in UTF-16 code units. */
      readonly position: number;
      /** The character. */
      readonly character: string;
      /** Its code point, such as `U+2019`. */
      readonly codePoint: string;
      /**
       * GSM-7 characters that can replace the character. Empty if the character can be removed, and `undefined` if no
       * replacement is known.
       */
      readonly replacement: string | undefined;
      /** Number of characters in the body that are not in GSM-7. */
      readonly count: number;
      /** Number of segments after all these characters have been replaced, or `undefined` if one of them has no replacement. */
      readonly segmentsIfReplaced: number | undefined;
    };

/** Result of {@link lintMessage}. */
export interface LintResult {
  /** The problems found. */
  readonly findings: readonly LintFinding[];
  /** The message's cost in segments. */
  readonly cost: SegmentCount;
}

const OPTION_NAMES: OptionNames<LintOptions> = { brand: true, hasMedia: true, autoEncoding: true };

/**
 * Checks a message body for common causes of extra cost and filtering: links from public shorteners, a missing brand,
 * and characters that force UCS-2 encoding. It sends nothing. Carriers might filter a message even if
 * `lintMessage` finds no problems in it.
 *
 * @param body - The message body to check.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an invalid or unknown option.
 *
 * @example
 * ```ts
 * import { lintMessage } from "@sendo/core/guard";
 *
 * const { findings, cost } = lintMessage("Acme: it’s ready, bit.ly/3xyz", { brand: "Acme" });
 * findings.map(({ code }) => code); // ["link_shortener", "ucs2_character"]
 * cost.segments; // 1
 * ```
 */
export function lintMessage(body: string, options: LintOptions = {}): LintResult {
  checkOptionNames("lintMessage", options, OPTION_NAMES);
  const { brand, ...segmentOptions } = options;
  if (brand !== undefined && (typeof brand !== "string" || wordsOf(brand) === ""))
    throw unusableOption("lintMessage", "brand", "a name with at least one letter or digit", brand);
  const cost = countSegments(body, segmentOptions);
  const findings: LintFinding[] = findShortLinks(body).map(({ position, host }) => ({
    code: "link_shortener",
    message:
      "The message contains a link from a public URL shortener, which carriers filter. Use a link on your own domain.",
    position,
    host,
  }));
  if (brand !== undefined && !` ${wordsOf(body)} `.includes(` ${wordsOf(brand)} `))
    findings.push({
      code: "brand_missing",
      message: "The message does not name the brand. Begin it with the name that recipients know.",
    });
  const forcing = ucs2Finding(cost, segmentOptions);
  if (forcing !== undefined) findings.push(forcing);
  return { findings, cost };
}

function ucs2Finding(
  { forcedBy: character, text: body }: SegmentCount,
  options: SegmentOptions,
): LintFinding | undefined {
  if (character === undefined) return undefined;
  const others = [...body].filter((each) => !isGsm7(each));
  const replacement = replacementOf(character);
  const replaced = others.every((each) => replacementOf(each) !== undefined)
    ? [...body].map((each) => (isGsm7(each) ? each : replacementOf(each))).join("")
    : undefined;
  return {
    code: "ucs2_character",
    message: `A character that is not in GSM-7 forces UCS-2 encoding: 70 characters in one segment instead of 160. ${
      replacement === undefined ? "Rephrase the message without it." : "Replace it."
    }`,
    // Sendo's automatic replacements do not change the body's length, so the position is also correct in the caller's body.
    position: body.indexOf(character),
    character,
    codePoint: `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`,
    replacement,
    count: others.length,
    segmentsIfReplaced: replaced === undefined ? undefined : countSegments(replaced, options).segments,
  };
}

function isGsm7(character: string): boolean {
  return GSM7_BASIC.has(character) || GSM7_EXTENSION.has(character);
}

// Characters that have no Unicode decomposition.
const PLAIN: Readonly<Record<string, string>> = {
  "\t": " ",
  "`": "'",
  "\u00ab": '"',
  "\u00b4": "'",
  "\u00b7": "-",
  "\u00bb": '"',
  "\u00d7": "x",
  "\u0131": "i",
  "\u0141": "L",
  "\u0142": "l",
  "\u0152": "OE",
  "\u0153": "oe",
  "\u1e9e": "SS",
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "-",
  "\u2013": "-",
  "\u2014": "-",
  "\u2015": "-",
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u2022": "-",
  "\u2028": "\n",
  "\u2029": "\n",
  "\u2032": "'",
  "\u2033": '"',
  "\u2039": "'",
  "\u203a": "'",
  "\u2044": "/",
  "\u2212": "-",
};

/** GSM-7 replacement for a character, such as `c` for `ç` and `...` for `…`. */
function replacementOf(character: string): string | undefined {
  const known = PLAIN[character];
  if (known !== undefined) return known;
  if (/^\p{Cf}$/u.test(character)) return "";
  const plain = character
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[\u2010-\u2015\u2044]/g, (each) => PLAIN[each]!);
  return [...plain].every(isGsm7) ? plain : undefined;
}

/** Returns the words in lower case without accents, so that the brand "Acme" is found in "ACME's". */
function wordsOf(value: string): string {
  return value
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
