import { isSupportedCountry } from "libphonenumber-js";
import { checkOptionNames, invalidOption, unusableOption, type OptionNames } from "../errors/option-checks.js";
import { environment } from "../internal/environment.js";
import { isE164 } from "../internal/is.js";
import type { GuardVerdict, SendoGuard } from "../options/sendo-guard.js";
import { countryOf, isPrefixAllowed, type PrefixRules } from "./phone-rules.js";

/** What a guard allows. A message must pass every rule that is given. */
export interface GuardOptions {
  /**
   * The only numbers that receive messages, E.164. An empty list allows none. It cannot be combined with `redirectTo`.
   *
   * @defaultValue none: every number
   */
  onlyTo?: readonly string[] | undefined;
  /**
   * Number that receives every message instead of its recipient, E.164, such as the phone of the team. The other rules apply to
   * this number. It cannot be combined with `onlyTo`.
   *
   * @defaultValue none: each message goes to its recipient
   */
  redirectTo?: string | undefined;
  /**
   * Whether `createGuard` throws outside of production if neither `onlyTo` nor `redirectTo` is given. A deployment that lacks
   * its list then fails at startup instead of sending to real people.
   *
   * @defaultValue `false`
   */
  requireListOutsideProduction?: boolean | undefined;
  /**
   * Whether this process runs in production, for `requireListOutsideProduction`.
   *
   * @defaultValue `true` if the environment variable `NODE_ENV` is `production`, else `false`
   */
  isProduction?: boolean | undefined;
  /**
   * Countries that may receive messages: two capital letters each, such as `["US", "CA"]`. A number whose country is unknown is
   * rejected.
   *
   * @defaultValue none: every country
   */
  countries?: readonly string[] | undefined;
  /** Prefixes that may receive messages. The longest prefix that matches decides. @defaultValue none: every prefix */
  prefixes?: PrefixRules | undefined;
}

/** Why a guard of {@link createGuard} rejected a message: the `reason` of the error. */
export type GuardReason = "recipient_not_listed" | "country_not_allowed" | "prefix_not_allowed";

const NAMES: OptionNames<GuardOptions> = {
  onlyTo: true,
  redirectTo: true,
  requireListOutsideProduction: true,
  isProduction: true,
  countries: true,
  prefixes: true,
};

/**
 * Makes a guard for the client's option `guard`. The lists are copied: a later change of an array has no effect.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option cannot be used or is unknown, or the list that
 * `requireListOutsideProduction` requires is missing.
 *
 * @example
 * ```ts
 * import { Sendo } from "@sendo/core";
 * import { createGuard } from "@sendo/core/guard";
 *
 * const guard = createGuard({ onlyTo: ["+12065550142"], countries: ["US", "CA"] });
 * const sendo = new Sendo({ guard });
 * ```
 */
export function createGuard(options: GuardOptions): SendoGuard {
  checkOptionNames("createGuard", options, NAMES);
  const { redirectTo } = options;
  checkStaging(options);
  const onlyTo = options.onlyTo && new Set(options.onlyTo);
  const countries = options.countries && countrySet(options.countries);
  const prefixes = options.prefixes && prefixRules(options.prefixes);

  const brokenRule = (to: string): GuardReason | undefined => {
    if (onlyTo?.has(to) === false) return "recipient_not_listed";
    if (prefixes !== undefined && !isPrefixAllowed(to, prefixes)) return "prefix_not_allowed";
    if (countries !== undefined && !countries.has(countryOf(to) ?? "")) return "country_not_allowed";
    return undefined;
  };
  return Object.freeze<SendoGuard>({
    ...(redirectTo !== undefined && { redirectTo }),
    check({ to }): GuardVerdict {
      const reason = brokenRule(to);
      return reason === undefined ? { allowed: true } : { allowed: false, reason };
    },
  });
}

function checkStaging({ onlyTo, redirectTo, requireListOutsideProduction, isProduction }: GuardOptions): void {
  const flags = { requireListOutsideProduction, isProduction };
  for (const [name, value] of Object.entries(flags)) {
    if (value !== undefined && typeof value !== "boolean")
      throw unusableOption("createGuard", name, "true or false", value);
  }
  if (onlyTo !== undefined) checkList("onlyTo", onlyTo, isE164, "phone numbers in E.164 form, such as +12065550142");
  if (redirectTo !== undefined && !isE164(redirectTo))
    throw unusableOption("createGuard", "redirectTo", "a phone number in E.164 form, such as +12065550142", redirectTo);
  if (onlyTo !== undefined && redirectTo !== undefined)
    throw invalidOption("The options `onlyTo` and `redirectTo` of createGuard exclude each other: pass one of them.");
  const inProduction = isProduction ?? environment().NODE_ENV === "production";
  if (requireListOutsideProduction && !inProduction && onlyTo === undefined && redirectTo === undefined)
    throw invalidOption(
      "createGuard needs `onlyTo` or `redirectTo` outside of production (`requireListOutsideProduction`). Pass the numbers that may " +
        "receive test messages. If this process runs in production, set NODE_ENV=production or pass `isProduction: true`.",
    );
}

function countrySet(countries: readonly string[]): ReadonlySet<string> {
  const isCountry = (value: unknown): boolean => typeof value === "string" && isSupportedCountry(value);
  checkList("countries", countries, isCountry, "countries of two capital letters, such as US");
  return new Set(countries);
}

function prefixRules(rules: PrefixRules): PrefixRules {
  checkOptionNames<PrefixRules>("createGuard", rules, { allow: true, deny: true }, "prefixes");
  const { allow, deny } = rules;
  if (allow !== undefined) checkList("prefixes.allow", allow, isPrefix, PREFIX_RULE);
  if (deny !== undefined) checkList("prefixes.deny", deny, isPrefix, PREFIX_RULE);
  return { allow: allow && [...allow], deny: deny && [...deny] };
}

const PREFIX_RULE = "prefixes of a plus sign and 1 to 15 digits, such as +1 or +4479";

function isPrefix(value: unknown): boolean {
  return typeof value === "string" && /^\+[1-9]\d{0,14}$/.test(value);
}

function checkList(name: string, list: unknown, isItem: (value: unknown) => boolean, items: string): void {
  if (!Array.isArray(list)) throw unusableOption("createGuard", name, `a list of ${items}`, list);
  const index = list.findIndex((item) => !isItem(item));
  if (index >= 0)
    throw invalidOption(`The option \`${name}\` of createGuard must contain only ${items} (item ${index} is not).`);
}
