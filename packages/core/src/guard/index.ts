/**
 * Decides which messages are sent. You can allow only certain recipients, countries or phone number prefixes, and set
 * budgets. Also checks message bodies for problems, and checks replies for opt-outs.
 *
 * @packageDocumentation
 */

export type { Budget } from "./budgets.js";
export { createGuard, type GuardOptions, type GuardReason } from "./create-guard.js";
export { detectOptOut, type OptOut } from "./detect-opt-out.js";
export { lintMessage, type LintFinding, type LintOptions, type LintResult } from "./lint-message.js";
export type { PrefixRules } from "./phone-rules.js";
export type { SegmentCount, SegmentOptions } from "../sms/segments.js";
export type {
  CountedWindow,
  CounterLimit,
  CounterReturn,
  CounterStore,
  CounterVerdict,
} from "../stores/counter-store.js";
export type { GuardContext, GuardedMessage, GuardVerdict, SendoGuard } from "../options/sendo-guard.js";
