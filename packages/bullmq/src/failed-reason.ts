import type { SendoError } from "@sendo/core";
import type { OutboxCode } from "./outbox-error.js";

/** Outcomes with which a job can fail. */
export type FailedOutcome = "rejected" | "not-sent" | "unknown";

const REASON = /^(rejected|not-sent|unknown): ([a-z_]+)/;

/**
 * What BullMQ keeps of a failure, and dashboards show. Core's messages are constant, so that neither API key, phone number nor body can
 * be in it; Sendo's own words (`detail`) stay out.
 */
export function toFailedReason(
  outcome: FailedOutcome,
  { code, message }: Pick<SendoError, "code" | "message">,
): string {
  return `${outcome}: ${code}. ${message}`;
}

/** Reads {@link toFailedReason}; nothing of what somebody else has written. */
export function readFailedReason(
  reason: string | undefined | null,
): { readonly outcome: FailedOutcome; readonly code: OutboxCode } | undefined {
  const match = REASON.exec(reason ?? "");
  return match === null ? undefined : { outcome: match[1] as FailedOutcome, code: match[2] as OutboxCode };
}
