/**
 * Numbers as people write them, turned into E.164.
 *
 * @packageDocumentation
 */

import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import { SendoValidationError } from "../errors/errors.js";
import { checkOptionNames } from "../errors/option-checks.js";

/** How a number that somebody typed is read. */
export interface ToE164Options {
  /**
   * Country of numbers without a country code: two capital letters, such as `US`.
   *
   * @defaultValue none: only international numbers are understood
   */
  defaultCountry?: string | undefined;
}

/**
 * Turns a number as people write it into E.164, the form that Sendo takes. The number must be possible (a country code that
 * exists, and a length that the country has); whether anybody has it cannot be known.
 *
 * @throws A {@link SendoValidationError} `invalid_input` when it is not a possible number. The number is not in the error.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * import { toE164 } from "@sendo/core/phone";
 *
 * toE164("(206) 555-0142", { defaultCountry: "US" }); // "+12065550142"
 * ```
 */
export function toE164(text: string, options: ToE164Options = {}): string {
  checkOptionNames<ToE164Options>("toE164", options, { defaultCountry: true });
  const { defaultCountry } = options;
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry)) {
    throw refusal("defaultCountry", "must be the two capital letters of a country, such as US");
  }
  const parsing = { extract: false, ...(defaultCountry !== undefined && { defaultCountry }) };
  const parsed = typeof text === "string" ? parsePhoneNumberFromString(typedNumber(text), parsing) : undefined;
  if (parsed?.isPossible() && parsed.ext === undefined) return parsed.number;
  throw refusal(
    "phone",
    defaultCountry === undefined
      ? "must be a phone number with its country code, such as +1 206 555 0142, or name `defaultCountry`"
      : "must be a phone number, with its country code or one of the default country",
  );
}

// What copying from a web page, a contact or a spreadsheet adds: a byte order mark, directional marks, zero-width spaces.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A pasted number as a person would type it: full-width digits become digits, and a `tel:` link its number. */
function typedNumber(text: string): string {
  return text.normalize("NFKC").replace(INVISIBLE, "").trim().replace(/^tel:/i, "");
}

function refusal(path: string, message: string): SendoValidationError {
  return new SendoValidationError([{ path, message }]);
}
