import type { SendoError } from "@sendo/core";
import type { OutboxCode } from "./outbox-error.js";

/** Possible outcomes of a failed job. */
export type FailedOutcome = "rejected" | "not-sent" | "unknown";

const REASON = /^(rejected|not-sent|unknown): ([a-z_]+)/;

/**
 * Creates the failure string that is stored by BullMQ and shown in dashboards. Core's error messages are constant, so the string contains
 * no API key, phone number or body. The `detail` string from Sendo's response is omitted.
 */
export function toFailedReason(
  outcome: FailedOutcome,
  { code, message }: Pick<SendoError, "code" | "message">,
): string {
  return `${outcome}: ${code}. ${message}`;
}

/** Parses a string created by {@link toFailedReason}. Returns `undefined` for any other string. */
export function readFailedReason(
  reason: string | undefined | null,
): { readonly outcome: FailedOutcome; readonly code: OutboxCode } | undefined {
  const match = REASON.exec(reason ?? "");
  return match === null ? undefined : { outcome: match[1] as FailedOutcome, code: match[2] as OutboxCode };
}
