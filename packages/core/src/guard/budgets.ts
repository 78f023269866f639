import { checkOptionNames, checkWholeNumber, invalidOption, unusableOption } from "../errors/option-checks.js";
import { builtin } from "../http/builtin.js";
import { isPhonePrefix, PHONE_PREFIX_RULE } from "./phone-rules.js";
import type { GuardContext, GuardedMessage, SendoGuard } from "../options/sendo-guard.js";
import { countSegments } from "../sms/segments.js";
import type { CounterStore } from "../stores/counter-store.js";

/** Maximum number of segments within a window. */
export interface Budget {
  /**
   * `account`: one budget for all messages. `recipient`: one budget per phone number. `prefix`: one budget per phone number
   * prefix.
   */
  readonly per: "account" | "recipient" | "prefix";
  /** Maximum number of segments (a whole number, 0 or more). An MMS counts as one segment. */
  readonly segments: number;
  /**
   * Length of the window in milliseconds (1000 or more). The window starts with the first counted message. When a window has
   * ended, the next counted message starts a new one.
   *
   * @defaultValue `86_400_000`: a day
   */
  readonly windowMs?: number | undefined;
  /**
   * Number of digits in a prefix, including the country code (1 to 15). For `per: "prefix"` only.
   *
   * @defaultValue `6`, so the prefix of `+12065550142` is `+120655`
   */
  readonly digits?: number | undefined;
  /**
   * Applies the budget only to numbers with this prefix, such as `+44`.
   *
   * @defaultValue none: all numbers
   */
  readonly startsWith?: string | undefined;
}

/** Default number of digits in a prefix. */
export const PREFIX_DIGITS = 6;

const DAY_MS = 86_400_000;

interface CheckedBudget {
  readonly per: Budget["per"];
  readonly segments: number;
  readonly windowMs: number;
  readonly digits: number;
  readonly startsWith: string;
}

/**
 * A rule that counts each message's segments before the message is sent. The segments are subtracted from the count
 * only if the message was definitely not sent.
 */
export function budgetRule(given: readonly Budget[], store: CounterStore): SendoGuard {
  const budgets = checkBudgets(given);
  return {
    async check(message, context) {
      const group = groupOf(context);
      const applying = budgets.filter(({ startsWith }) => message.to.startsWith(startsWith));
      const limits = applying.map((budget) => ({
        key: counterKey(budget, message, context),
        max: budget.segments,
        windowMs: budget.windowMs,
      }));
      const { body, hasMedia } = message;
      const amount = Math.max(1, countSegments(body, { hasMedia }).segments);
      const verdict = await store.take(group, limits, amount);
      if (!verdict.taken) return { allowed: false, reason: `${applying[verdict.full]?.per ?? "account"}_budget_spent` };
      return {
        allowed: true,
        async settle(outcome) {
          if (outcome !== "not-sent" && outcome !== "rejected") return;
          const counters = limits.map(({ key }, index) => ({ key, window: verdict.windows[index] }));
          await store.giveBack(group, { id: builtin("node:crypto").randomUUID(), counters, amount });
        },
      };
    },
  };
}

function checkBudgets(budgets: readonly Budget[]): readonly CheckedBudget[] {
  if (!(budgets instanceof Array) || budgets.length === 0)
    throw unusableOption("createGuard", "budgets", "a list of budgets", budgets);
  const checked = budgets.map((budget, index) => checkBudget(budget, `budgets[${index}]`));
  const names = checked.map(({ segments: _, ...rest }) => JSON.stringify(rest));
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0)
    throw invalidOption(
      `\`budgets[${twice}]\` of createGuard limits the same messages as an earlier budget. Remove one of them.`,
    );
  return checked;
}

function checkBudget(budget: Budget, at: string): CheckedBudget {
  const names = { per: true, segments: true, windowMs: true, digits: true, startsWith: true };
  checkOptionNames<Budget>("createGuard", budget, names, at);
  const { per, segments, windowMs = DAY_MS, digits, startsWith = "+" } = budget;
  if (!["account", "recipient", "prefix"].includes(per))
    throw unusableOption("createGuard", `${at}.per`, '"account", "recipient" or "prefix"', per);
  checkWholeNumber("createGuard", `${at}.segments`, segments, { min: 0 });
  checkWholeNumber("createGuard", `${at}.windowMs`, windowMs, { min: 1000 });
  if (digits !== undefined) checkWholeNumber("createGuard", `${at}.digits`, digits, { min: 1, max: 15 });
  if (digits !== undefined && per !== "prefix")
    throw invalidOption(`The \`${at}.digits\` option of createGuard needs \`per: "prefix"\`.`);
  if (startsWith !== "+" && !isPhonePrefix(startsWith))
    throw unusableOption("createGuard", `${at}.startsWith`, `one of ${PHONE_PREFIX_RULE}`, startsWith);
  return { per, segments, windowMs, digits: per === "prefix" ? (digits ?? PREFIX_DIGITS) : 0, startsWith };
}

function groupOf({ account }: GuardContext): string {
  return JSON.stringify(["sendo budgets", account.host, account.id ?? ""]);
}

/**
 * The key is a digest, so the store contains no phone numbers. The digest does not depend on the budget's maximum, so
 * the count is kept if the maximum changes.
 */
function counterKey(budget: CheckedBudget, { to }: GuardedMessage, context: GuardContext): string {
  const { per, windowMs, digits, startsWith } = budget;
  const counted = per === "recipient" ? to : per === "prefix" ? to.slice(0, digits + 1) : "";
  const parts = JSON.stringify([groupOf(context), per, windowMs, digits, startsWith, counted]);
  return builtin("node:crypto").createHash("sha256").update(parts).digest("hex").slice(0, 32);
}
