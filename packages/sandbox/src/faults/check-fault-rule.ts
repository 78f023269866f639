import { unknownOption, type OptionNames } from "@sendo/core/adapter";
import { isE164 } from "../internal/e164.js";
import { DURATION_RULE, durationMs } from "../time/duration.js";
import { SandboxError } from "../errors/sandbox-error.js";
import type { FaultEffect, FaultRule } from "./fault-rule.js";

const API: readonly FaultEffect[] = ["status", "delay", "reset", "hang", "half-body", "lost", "wrong-type"];
const WEBHOOK: readonly FaultEffect[] = ["outage", "drop", "duplicate", "reorder", "wrong-token"];
const NAMES: OptionNames<FaultRule> = {
  effect: true,
  status: true,
  delay: true,
  route: true,
  number: true,
  webhook: true,
  times: true,
  probability: true,
  for: true,
};
const LONGEST_DELAY_MS = 600_000;

/**
 * @internal Validates a rule, which can come from another process.
 *
 * @param paths - Documented endpoints.
 * @throws A {@link SandboxError} with code `option_invalid` that names the invalid field.
 */
export function checkFaultRule(given: FaultRule, paths: readonly string[]): FaultRule {
  const rule = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as FaultRule;
  const unknown = unknownOption("faults.add", rule, NAMES);
  // This is a `SandboxError`, not a `SendoConfigError`, because the rule can come from another process.
  if (unknown !== undefined) throw new SandboxError("option_invalid", unknown);
  const { effect, status, delay, route, number, webhook, times, probability } = rule;
  if (![...API, ...WEBHOOK].includes(effect)) throw invalid("effect", `one of ${[...API, ...WEBHOOK].join(", ")}`);
  if (status !== undefined && (effect !== "status" || !isWhole(status, 400, 599))) {
    throw invalid("status", 'a whole number from 400 to 599. It is allowed only with the effect "status"');
  }
  if (
    delay !== undefined &&
    (effect !== "delay" || (durationMs(delay) ?? Number.POSITIVE_INFINITY) > LONGEST_DELAY_MS)
  ) {
    throw invalid("delay", 'a duration of up to 10 minutes. It is allowed only with the effect "delay"');
  }
  if (route !== undefined && (WEBHOOK.includes(effect) || !paths.includes(route))) {
    throw invalid("route", `one of ${paths.join(", ")}. It is allowed only with an effect that applies to API calls`);
  }
  if (number !== undefined && (typeof number !== "string" || !isE164(number))) {
    throw invalid("number", "a phone number in E.164 format, such as +12065550142");
  }
  if (webhook !== undefined && (typeof webhook !== "string" || API.includes(effect))) {
    throw invalid("webhook", "a webhook's id. It is allowed only with an effect that applies to events");
  }
  if (times !== undefined && !isWhole(times, 1, 1_000_000)) throw invalid("times", "a whole number from 1 to 1000000");
  if (probability !== undefined && !(typeof probability === "number" && probability > 0 && probability <= 1)) {
    throw invalid("probability", "a number greater than 0 and at most 1");
  }
  if (rule.for !== undefined && durationMs(rule.for) === undefined) throw invalid("for", DURATION_RULE);
  return rule;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function invalid(field: string, expected: string): SandboxError {
  return new SandboxError("option_invalid", `A fault rule's ${field} must be ${expected}.`);
}
