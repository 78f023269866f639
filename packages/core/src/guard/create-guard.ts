import { isSupportedCountry } from "libphonenumber-js";
import { checkOptionNames, invalidOption, unusableOption, type OptionNames } from "../errors/option-checks.js";
import { environment } from "../internal/environment.js";
import { isE164, isObject } from "../internal/is.js";
import type { SendoGuard } from "../options/sendo-guard.js";
import type { CounterStore } from "../stores/counter-store.js";
import { memoryCounterStore } from "../stores/memory-counter-store.js";
import { checkRules } from "./all-rules.js";
import { budgetRule, type Budget } from "./budgets.js";
import { countryOf, isPhonePrefix, isPrefixAllowed, PHONE_PREFIX_RULE, type PrefixRules } from "./phone-rules.js";

/** Guard options. A message must pass every rule that is set. */
export interface GuardOptions {
  /**
   * The only allowed recipients, as phone numbers in E.164 format. An empty list allows no recipients. This option
   * cannot be combined with `redirectTo`.
   *
   * @defaultValue none: every number
   */
  onlyTo?: readonly string[] | undefined;
  /**
   * E.164 number that receives every message in place of the real recipient, such as your team's phone. The guard checks
   * this number against its other rules. This option cannot be combined with `onlyTo`.
   *
   * @defaultValue none: each message goes to its recipient
   */
  redirectTo?: string | undefined;
  /**
   * Whether `createGuard` throws outside production if neither `onlyTo` nor `redirectTo` is set. If
   * `true`, a deployment that sets neither option fails at startup instead of sending to real recipients.
   *
   * @defaultValue `false`
   */
  requireListOutsideProduction?: boolean | undefined;
  /**
   * Whether this process is running in production, for `requireListOutsideProduction`.
   *
   * @defaultValue `true` if the environment variable `NODE_ENV` is `production`, otherwise `false`
   */
  isProduction?: boolean | undefined;
  /**
   * Allowed recipient countries, as two-letter uppercase codes, such as `["US", "CA"]`. A number whose country is unknown is
   * rejected.
   *
   * @defaultValue none: every country
   */
  countries?: readonly string[] | undefined;
  /**
   * Allowed and rejected phone number prefixes. The longest matching prefix takes precedence.
   *
   * @defaultValue none: every prefix
   */
  prefixes?: PrefixRules | undefined;
  /**
   * Additional guards, such as your own rule or the breaker from `@sendo/verify`. These guards are checked after the
   * lists and before the budgets.
   *
   * @defaultValue none
   */
  rules?: readonly SendoGuard[] | undefined;
  /**
   * Maximum number of segments. Each message is counted before it is sent. The message is no longer counted if its
   * outcome is `not-sent` or `rejected`. A message whose outcome is unknown is still counted.
   *
   * @defaultValue none: only the rate limit applies
   */
  budgets?: readonly Budget[] | undefined;
  /**
   * Store for the budgets. Processes that share a store, such as `redisCounterStore` from `@sendo/redis`, share the budgets.
   * While the store is unavailable, nothing is sent.
   *
   * @defaultValue `memoryCounterStore()` from `@sendo/core/stores`, not shared with other guards
   */
  store?: CounterStore | undefined;
}

/**
 * Reason why a guard created by {@link createGuard} rejected a message. The error's `reason` field contains this value.
 * Guards in `rules` return their own reasons.
 */
export type GuardReason =
  | "recipient_not_listed"
  | "country_not_allowed"
  | "prefix_not_allowed"
  | "account_budget_spent"
  | "recipient_budget_spent"
  | "prefix_budget_spent";

const NAMES: OptionNames<GuardOptions> = {
  onlyTo: true,
  redirectTo: true,
  requireListOutsideProduction: true,
  isProduction: true,
  countries: true,
  prefixes: true,
  rules: true,
  budgets: true,
  store: true,
};

/**
 * Creates a guard for the client's `guard` option. The lists are copied, so changing an array later has no effect.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option is invalid or unknown, or if a list required by
 * `requireListOutsideProduction` is missing.
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
  const lists: SendoGuard = {
    check({ to }) {
      const reason = brokenRule(to);
      return reason === undefined ? { allowed: true } : { allowed: false, reason };
    },
  };
  const rules = [...ownRules(options), ...budgetRules(options)];
  return Object.freeze<SendoGuard>({
    ...(redirectTo !== undefined && { redirectTo }),
    check: (message, context) =>
      rules.length === 0 ? lists.check(message, context) : checkRules([lists, ...rules], message, context),
  });
}

function ownRules({ rules = [] }: GuardOptions): readonly SendoGuard[] {
  const isRule = (rule: unknown): boolean =>
    isObject(rule) && typeof rule.check === "function" && rule.redirectTo === undefined;
  checkList("rules", rules, isRule, "guards that have a `check` method and no `redirectTo`");
  return rules;
}

function budgetRules({ budgets, store }: GuardOptions): readonly SendoGuard[] {
  if (store !== undefined && !(isObject(store) && typeof store.take === "function"))
    throw unusableOption("createGuard", "store", "a counter store, such as memoryCounterStore()", store);
  if (budgets !== undefined) return [budgetRule(budgets, store ?? memoryCounterStore())];
  if (store !== undefined)
    throw invalidOption("The `store` option of createGuard needs `budgets`. Pass `budgets`, or remove `store`.");
  return [];
}

function checkStaging({ onlyTo, redirectTo, requireListOutsideProduction, isProduction }: GuardOptions): void {
  const flags = { requireListOutsideProduction, isProduction };
  for (const [name, value] of Object.entries(flags)) {
    if (value !== undefined && typeof value !== "boolean")
      throw unusableOption("createGuard", name, "true or false", value);
  }
  if (onlyTo !== undefined) checkList("onlyTo", onlyTo, isE164, "phone numbers in E.164 format, such as +12065550142");
  if (redirectTo !== undefined && !isE164(redirectTo))
    throw unusableOption(
      "createGuard",
      "redirectTo",
      "a phone number in E.164 format, such as +12065550142",
      redirectTo,
    );
  if (onlyTo !== undefined && redirectTo !== undefined)
    throw invalidOption("The options `onlyTo` and `redirectTo` of createGuard cannot be combined: pass one of them.");
  const inProduction = isProduction ?? environment().NODE_ENV === "production";
  if (requireListOutsideProduction && !inProduction && onlyTo === undefined && redirectTo === undefined)
    throw invalidOption(
      "createGuard needs `onlyTo` or `redirectTo` outside production, because `requireListOutsideProduction` is true. Pass the numbers that are " +
        "allowed to receive test messages. If this process runs in production, set NODE_ENV=production or pass `isProduction: true`.",
    );
}

function countrySet(countries: readonly string[]): ReadonlySet<string> {
  const isCountry = (value: unknown): boolean => typeof value === "string" && isSupportedCountry(value);
  checkList("countries", countries, isCountry, "uppercase two-letter country codes, such as US");
  return new Set(countries);
}

function prefixRules(rules: PrefixRules): PrefixRules {
  checkOptionNames<PrefixRules>("createGuard", rules, { allow: true, deny: true }, "prefixes");
  const { allow, deny } = rules;
  if (allow !== undefined) checkList("prefixes.allow", allow, isPhonePrefix, PHONE_PREFIX_RULE);
  if (deny !== undefined) checkList("prefixes.deny", deny, isPhonePrefix, PHONE_PREFIX_RULE);
  return { allow: allow && [...allow], deny: deny && [...deny] };
}

function checkList(name: string, list: unknown, isItem: (value: unknown) => boolean, items: string): void {
  if (!Array.isArray(list)) throw unusableOption("createGuard", name, `a list of ${items}`, list);
  const index = list.findIndex((item) => !isItem(item));
  if (index >= 0)
    throw invalidOption(`The \`${name}\` option of createGuard must contain only ${items} (item ${index} is invalid).`);
}
