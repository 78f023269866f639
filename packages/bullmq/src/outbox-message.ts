import type { SendoErrorCode } from "@sendo/core";
import { readFailedReason } from "./failed-reason.js";
import type { OutboxCode } from "./outbox-error.js";
import type { ReviewJob, MessageJob } from "./stored-message.js";

/**
 * The state of a message in the outbox.
 *
 * - `waiting`: the message is waiting for its scheduled time, for a worker, or for its next attempt.
 * - `sending`: a worker is sending the message.
 * - `accepted`: Sendo accepted the message. `id` is the id that Sendo assigned, and is absent if the message was settled manually.
 * - `rejected`: Sendo rejected the message, and `code` gives the reason. The outbox tries to send it again only if you call `retry`.
 * - `not-sent`: the message was not sent. Every attempt failed before the request was sent, the message expired (`outbox_expired`), or
 *   quiet hours left no time to send it (`outbox_quiet_hours`). The outbox tries to send it again only if you call `retry`.
 * - `cancelled`: `cancel` was called before the message could be sent. The message will never be sent.
 * - `review`: the message may have been sent. The outbox looks it up by its `reference`, and never sends it again.
 * - `abandoned`: the message was in review and was manually marked as abandoned.
 */
export type OutboxState =
  "waiting" | "sending" | "accepted" | "rejected" | "not-sent" | "cancelled" | "review" | "abandoned";

/** A message in the outbox, excluding its phone number and body. */
export interface OutboxMessage {
  /** The message's idempotency key. */
  readonly idempotencyKey: string;
  /** State of the message. */
  readonly state: OutboxState;
  /** Number of attempts, not counting those during which the worker died. If the count is no longer stored, the value is 1. */
  readonly attempts: number;
  /** The id that Sendo assigned to the message; absent until it is known. */
  readonly id?: string;
  /** The reference that Sendo stores with the message; absent before the first attempt. The reference depends only on the key. */
  readonly reference?: string;
  /** Present if the message was sent during quiet hours because its priority is `high`. */
  readonly inQuietHours?: true;
  /** Why the message was rejected, was not sent, or is in review. For a waiting message, why the last attempt failed. */
  readonly code?: OutboxCode;
}

/** A message whose outcome is unknown. */
export interface OutboxReview {
  /** The message's idempotency key. */
  readonly idempotencyKey: string;
  /** The message's reference, which Sendo stores in the message's metadata as `sendo_ref`. */
  readonly reference: string;
  /** The reason why the outcome is unknown, such as `connection_lost`. */
  readonly code: SendoErrorCode;
  /** Time at which the message entered review. */
  readonly since: Date;
  /** Number of unsuccessful lookups. */
  readonly checks: number;
  /** `check`: the outbox will look up the message again. `decision`: the message is waiting for `settle`. */
  readonly awaits: "check" | "decision";
}

/** Describes a message, based on its job. `isActive` indicates whether a worker is processing the job. */
export function describeMessage(job: MessageJob, isActive: boolean): OutboxMessage {
  const { idempotencyKey, inQuietHours } = job.data;
  const known = { idempotencyKey, attempts: job.attemptsMade, ...(inQuietHours && { inQuietHours }) };
  if (job.data.cancelled) {
    // BullMQ also counts the attempt that ended the job.
    return { ...known, attempts: job.attemptsMade - (job.finishedOn ? 1 : 0), state: "cancelled" };
  }
  if (job.returnvalue && job.returnvalue.state !== "erased") return { ...known, ...job.returnvalue };
  const failure = readFailedReason(job.failedReason);
  const code = failure && { code: failure.code };
  if (!job.finishedOn) return { ...known, ...code, state: isActive ? "sending" : "waiting" };
  // A failure reason in any other format does not show whether the message was sent.
  const state = failure === undefined || failure.outcome === "unknown" ? "review" : failure.outcome;
  return { ...known, ...code, state };
}

/** Describes a message that is or was in review. */
export function describeReview({ data, returnvalue }: ReviewJob, attempts: number): OutboxMessage {
  const { idempotencyKey, settled, reference, code, inQuietHours } = data;
  const known = { idempotencyKey, attempts, reference, ...(inQuietHours && { inQuietHours }) };
  if (returnvalue) return { ...known, ...returnvalue };
  return settled ? { ...known, state: settled } : { ...known, state: "review", code: code as SendoErrorCode };
}

/** Creates the `review.list` entry for a message in review. */
export function describeOpenReview({ data, attemptsMade, finishedOn }: ReviewJob): OutboxReview {
  return {
    idempotencyKey: data.idempotencyKey,
    reference: data.reference,
    code: data.code as SendoErrorCode,
    since: new Date(data.enteredEpochMs),
    checks: attemptsMade,
    awaits: finishedOn ? "decision" : "check",
  };
}
