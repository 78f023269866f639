/**
 * Decides which messages may be sent: test numbers only, allowed countries and prefixes.
 *
 * @packageDocumentation
 */

export { createGuard, type GuardOptions, type GuardReason } from "./create-guard.js";
export type { PrefixRules } from "./phone-rules.js";
export type { GuardContext, GuardedMessage, GuardVerdict, SendoGuard } from "../options/sendo-guard.js";
