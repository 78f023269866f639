import { SendoOutboxError } from "../outbox-error.js";
import type { StoredMessage } from "../stored-message.js";
import { allowedFrom, type QuietMinutes } from "./quiet-hours.js";

/** What quiet hours mean for one message. */
export interface QuietRule {
  /** Whether the message may pass: its priority is `high`. */
  readonly isExempt: boolean;
  /** The first instant from `epochMs` on that is outside the quiet hours; `Infinity` if there is none, or the time zone is not known. */
  readonly allowedFrom: (epochMs: number) => number;
}

/** @returns `undefined` if no quiet hours apply: neither those of this process nor those of the process that enqueued the message. */
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

/** When a message may leave that is due at `epochMs`. @throws A {@link SendoOutboxError} `outbox_quiet_hours` if never. */
export function quietUntil(rule: QuietRule | undefined, epochMs: number): number {
  const allowed = rule === undefined || rule.isExempt ? epochMs : rule.allowedFrom(epochMs);
  if (allowed === Infinity) throw new SendoOutboxError("outbox_quiet_hours");
  return allowed;
}

/** The time zones in which a number can be, by its area code; `undefined` outside the North American Numbering Plan. */
export async function zonesOf(number: string): Promise<readonly string[] | undefined> {
  const [, areaCode] = /^\+1(\d{3})\d{7}$/.exec(number) ?? [];
  if (areaCode === undefined) return undefined;
  // Only a process that has quiet hours needs the table.
  const { ALL_ZONES, ZONES_OF_AREA_CODE } = await import("./zones-of-area-code.js");
  return ZONES_OF_AREA_CODE.get(areaCode) ?? ALL_ZONES;
}
