/**
 * Converts phone numbers to E.164.
 *
 * @packageDocumentation
 */

import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import { SendoValidationError } from "../errors/errors.js";
import { checkOptionNames } from "../errors/option-checks.js";

/** Options for {@link toE164}. */
export interface ToE164Options {
  /**
   * Country assumed for numbers without a country code. Use an uppercase two-letter code, such as `US`.
   *
   * @defaultValue none: only international numbers are accepted
   */
  defaultCountry?: string | undefined;
}

/**
 * Converts a phone number, in any common notation, to E.164, the format that Sendo requires. The number's country code must
 * exist, and its length must be valid for the country. The function does not check whether the number is in use.
 *
 * @throws A {@link SendoValidationError} with code `invalid_input` if the number does not meet these conditions. The error does
 * not contain the number.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
 *
 * @example
 * ```ts
 * import { toE164 } from "@sendo/core/phone";
 *
 * toE164("(206) 555-0142", { defaultCountry: "US" }); // "+12065550142"
 * ```
 */
export function toE164(phone: string, options: ToE164Options = {}): string {
  checkOptionNames<ToE164Options>("toE164", options, { defaultCountry: true });
  const { defaultCountry } = options;
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry)) {
    throw invalid("defaultCountry", "must be an uppercase two-letter country code, such as US");
  }
  const parsing = { extract: false, ...(defaultCountry !== undefined && { defaultCountry }) };
  const parsed = typeof phone === "string" ? parsePhoneNumberFromString(typedNumber(phone), parsing) : undefined;
  if (parsed?.isPossible() && parsed.ext === undefined) return parsed.number;
  throw invalid(
    "phone",
    defaultCountry === undefined
      ? "must be a phone number with its country code, such as +1 206 555 0142; for national numbers, set `defaultCountry`"
      : "must be a phone number with its country code, or a number in the default country",
  );
}

// Characters added when a number is copied from a web page, a contact or a spreadsheet: byte order marks, directional marks and
// zero-width spaces.
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Cleans up a pasted number: converts full-width digits and removes a link's `tel:` prefix. */
function typedNumber(pasted: string): string {
  return pasted.normalize("NFKC").replace(INVISIBLE, "").trim().replace(/^tel:/i, "");
}

function invalid(path: string, message: string): SendoValidationError {
  return new SendoValidationError([{ path, message }]);
}
