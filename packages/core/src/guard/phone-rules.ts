import { parsePhoneNumberFromString } from "libphonenumber-js";

/** Allowed and rejected phone number prefixes. */
export interface PrefixRules {
  /**
   * Allowed prefixes, such as `+1` or `+4479`. If `allow` is set, a number without a matching prefix is rejected.
   *
   * @defaultValue none: every number is allowed unless `deny` matches it
   */
  allow?: readonly string[] | undefined;
  /** Rejected prefixes, such as `+1900`. @defaultValue none */
  deny?: readonly string[] | undefined;
}

export const PHONE_PREFIX_RULE = "prefixes, each a plus sign followed by 1 to 15 digits, such as +1 or +4479";

/** Whether a value can be the start of a phone number in E.164 format. */
export function isPhonePrefix(value: unknown): boolean {
  return typeof value === "string" && /^\+[1-9]\d{0,14}$/.test(value);
}

/** Returns the longest given prefix that matches the start of a number. */
export function longestPrefix(to: string, prefixes: Iterable<string>): string | undefined {
  let longest: string | undefined;
  for (const prefix of prefixes) {
    if (to.startsWith(prefix) && prefix.length > (longest?.length ?? 0)) longest = prefix;
  }
  return longest;
}

/**
 * Whether the rules allow a number. The longest matching prefix takes precedence. If both lists contain that prefix, `deny` wins.
 */
export function isPrefixAllowed(to: string, { allow, deny = [] }: PrefixRules): boolean {
  const longest = longestPrefix(to, [...(allow ?? []), ...deny]);
  return longest === undefined ? allow === undefined : !deny.includes(longest);
}

/** A number's country, such as `US`. It is `undefined` for a prefix without a country, such as `+800`. */
export function countryOf(to: string): string | undefined {
  return parsePhoneNumberFromString(to, { extract: false })?.country;
}
