import type { Outcome } from "../errors/error-codes.js";
import { isObject } from "../internal/is.js";
import type { GuardContext, GuardedMessage, GuardVerdict, SendoGuard } from "../options/sendo-guard.js";

type Settle = (outcome: Outcome) => void | Promise<void> | undefined;

/**
 * Checks a message against the rules in order. If a rule does not allow the message, the rules checked before it are
 * notified that the message was not sent.
 */
export async function checkRules(
  rules: readonly SendoGuard[],
  message: GuardedMessage,
  context: GuardContext,
): Promise<GuardVerdict> {
  const settles: Settle[] = [];
  try {
    for (const rule of rules) {
      const verdict: GuardVerdict = await rule.check(message, context);
      // The caller handles rejections and malformed verdicts, so both are returned.
      if (!isAllowed(verdict)) {
        await settleAll(settles, "not-sent").catch(() => {});
        return verdict;
      }
      settles.push((outcome) => verdict.settle?.(outcome));
    }
  } catch (error) {
    await settleAll(settles, "not-sent").catch(() => {});
    throw error;
  }
  return { allowed: true, settle: (outcome) => settleAll(settles, outcome) };
}

function isAllowed(verdict: unknown): verdict is Extract<GuardVerdict, { allowed: true }> {
  return isObject(verdict) && verdict.allowed === true;
}

async function settleAll(settles: readonly Settle[], outcome: Outcome): Promise<void> {
  const settling = settles.map(async (settle) => settle(outcome));
  await Promise.allSettled(settling);
  await Promise.all(settling);
}
