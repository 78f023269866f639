import { SendoOutboxError } from "../outbox-error.js";
import type { StoredMessage } from "../stored-message.js";
import { allowedFrom, type QuietMinutes } from "./quiet-hours.js";

/** One message's quiet hours. */
export interface QuietRule {
  /** Whether the message's priority is `high`, which allows it to be sent during quiet hours. */
  readonly isExempt: boolean;
  /**
   * Returns the first instant at or after `epochMs` that is outside the quiet hours. Returns `Infinity` if there is no such
   * instant, or if the time zone is unknown.
   */
  readonly allowedFrom: (epochMs: number) => number;
}

/** @returns `undefined` if neither this process nor the process that enqueued the message has quiet hours. */
export async function quietRuleOf(
  { input, priority, quiet }: StoredMessage,
  own: QuietMinutes | undefined,
): Promise<QuietRule | undefined> {
  const hours = own ?? quiet;
  if (hours === undefined) return undefined;
  const zones = await zonesOf(input.to);
  return {
    isExempt: priority === "high",
    allowedFrom: (epochMs) => (zones === undefined ? Infinity : allowedFrom(zones, hours, epochMs)),
  };
}

/**
 * Returns the earliest time at which a message due at `epochMs` can be sent.
 *
 * @throws A {@link SendoOutboxError} with code `outbox_quiet_hours` if the message can never be sent.
 */
export function quietUntil(rule: QuietRule | undefined, epochMs: number): number {
  const allowed = rule === undefined || rule.isExempt ? epochMs : rule.allowedFrom(epochMs);
  if (allowed === Infinity) throw new SendoOutboxError("outbox_quiet_hours");
  return allowed;
}

/**
 * Returns a number's possible time zones, based on its area code. Returns `undefined` if the number is outside the North
 * American Numbering Plan.
 */
export async function zonesOf(number: string): Promise<readonly string[] | undefined> {
  const [, areaCode] = /^\+1(\d{3})\d{7}$/.exec(number) ?? [];
  if (areaCode === undefined) return undefined;
  // Only a process that uses quiet hours loads the table.
  const { ALL_ZONES, ZONES_OF_AREA_CODE } = await import("./zones-of-area-code.js");
  return ZONES_OF_AREA_CODE.get(areaCode) ?? ALL_ZONES;
}
