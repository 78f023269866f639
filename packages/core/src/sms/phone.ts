import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js";
import { SendoValidationError } from "../errors.js";

/** How a number that somebody typed is read. */
export interface ToE164Options {
  /** Country of numbers without a country code, two letters: `US`. Without it, only international numbers are understood. */
  defaultCountry?: CountryCode;
}

/**
 * Turns a number as people write it into E.164, the form that Sendo takes. The number must be possible (a country code that
 * exists, and a length that the country has); whether anybody has it cannot be known.
 *
 * @throws {@link SendoValidationError} `invalid_input` when it is not a possible number. The number is not in the error.
 *
 * @example
 * ```ts
 * import { toE164 } from "@sendo/core/phone";
 *
 * toE164("(206) 555-0142", { defaultCountry: "US" }); // "+12065550142"
 * ```
 */
export function toE164(text: string, { defaultCountry }: ToE164Options = {}): string {
  const parsed =
    typeof text === "string"
      ? parsePhoneNumberFromString(text, { ...(defaultCountry && { defaultCountry }), extract: false })
      : undefined;
  if (parsed?.isPossible() && parsed.ext === undefined) return parsed.number;
  const message =
    defaultCountry === undefined
      ? "must be a phone number with its country code, such as +1 206 555 0142, or name `defaultCountry`"
      : "must be a phone number, with its country code or one of the default country";
  throw new SendoValidationError([{ path: "phone", message }]);
}
