import type { SendoError } from "@sendo/core";
import type { OutboxCode } from "./outbox-error.js";

/** Outcomes with which a job can fail. */
export type FailedOutcome = "rejected" | "not-sent" | "unknown";

const REASON = /^(rejected|not-sent|unknown): ([a-z_]+)/;

/**
 * Creates the string that BullMQ stores for a failure and that dashboards show. Core's messages are constant, so it contains no API key, phone number or
 * body. Sendo's own error string (`detail`) is left out.
 */
export function toFailedReason(
  outcome: FailedOutcome,
  { code, message }: Pick<SendoError, "code" | "message">,
): string {
  return `${outcome}: ${code}. ${message}`;
}

/** Parses a string of {@link toFailedReason}. Any other string returns `undefined`. */
export function readFailedReason(
  reason: string | undefined | null,
): { readonly outcome: FailedOutcome; readonly code: OutboxCode } | undefined {
  const match = REASON.exec(reason ?? "");
  return match === null ? undefined : { outcome: match[1] as FailedOutcome, code: match[2] as OutboxCode };
}
