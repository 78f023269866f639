import type { SendoErrorCode } from "@sendo/core";
import { readFailedReason } from "./failed-reason.js";
import type { OutboxCode } from "./outbox-error.js";
import type { ReviewJob, MessageJob } from "./stored-message.js";

/**
 * Where a message of the outbox stands.
 *
 * - `waiting`: stored; for its time, for a worker, or for its next try.
 * - `sending`: a worker has it.
 * - `accepted`: Sendo took it; `id` is its message's (absent where a person has said so).
 * - `rejected`: Sendo refused it; `code` says why. It is not tried again unless you call `retry`.
 * - `not-sent`: every try ended before anything could leave, or `notAfter` came first (`outbox_expired`), or quiet hours never end (`outbox_quiet_hours`); the same.
 * - `cancelled`: `cancel` was called before it could leave, and it never leaves.
 * - `review`: it may have been sent. It is looked for by its `reference`, and never sent again.
 * - `abandoned`: it was in review, and a person has let it go.
 */
export type OutboxState =
  "waiting" | "sending" | "accepted" | "rejected" | "not-sent" | "cancelled" | "review" | "abandoned";

/** A message of the outbox, as far as it may be shown: neither phone number nor body. */
export interface OutboxMessage {
  /** The key that it was enqueued under. */
  readonly idempotencyKey: string;
  /** How far it has come. */
  readonly state: OutboxState;
  /** How often it was tried so far, without tries that a dying worker left unfinished; 1 where that is kept no more. */
  readonly attempts: number;
  /** The message's id at Sendo, once it is known. */
  readonly id?: string;
  /** The reference that the message carries at Sendo, once it was tried; the same for each use of the key. */
  readonly reference?: string;
  /** It left in quiet hours, since its priority is `high`. Absent otherwise. */
  readonly inQuietHours?: true;
  /** Why it was rejected or not sent, or is in review; of a waiting message, why its last try failed. */
  readonly code?: OutboxCode;
}

/** A message whose outcome is not known. */
export interface OutboxReview {
  /** The key that it was enqueued under. */
  readonly idempotencyKey: string;
  /** What it is looked for by; you find the same in the message's metadata as `sendo_ref`. */
  readonly reference: string;
  /** Why its outcome is not known, such as `connection_lost`. */
  readonly code: SendoErrorCode;
  /** When it came into review. */
  readonly since: Date;
  /** How often it was looked for so far, in vain. */
  readonly checks: number;
  /** `check`: it is looked for again by itself. `decision`: no more; it waits for `settle`. */
  readonly awaits: "check" | "decision";
}

/** What became of a message by its job in the outbox; of one that is not over, whether a worker has it. */
export function describeMessage(job: MessageJob, isActive: boolean): OutboxMessage {
  const { idempotencyKey, inQuietHours } = job.data;
  const known = { idempotencyKey, attempts: job.attemptsMade, ...(inQuietHours && { inQuietHours }) };
  if (job.data.cancelled) {
    // BullMQ counts the end of the job as well.
    return { ...known, attempts: job.attemptsMade - (job.finishedOn ? 1 : 0), state: "cancelled" };
  }
  if (job.returnvalue && job.returnvalue.state !== "erased") return { ...known, ...job.returnvalue };
  const failure = readFailedReason(job.failedReason);
  const code = failure && { code: failure.code };
  if (!job.finishedOn) return { ...known, ...code, state: isActive ? "sending" : "waiting" };
  // A failure that is not in our words proves nothing.
  const state = failure === undefined || failure.outcome === "unknown" ? "review" : failure.outcome;
  return { ...known, ...code, state };
}

/** What became of a message that came into review. */
export function describeReview({ data, returnvalue }: ReviewJob, attempts: number): OutboxMessage {
  const { idempotencyKey, settled, reference, code, inQuietHours } = data;
  const known = { idempotencyKey, attempts, reference, ...(inQuietHours && { inQuietHours }) };
  if (returnvalue) return { ...known, ...returnvalue };
  return settled ? { ...known, state: settled } : { ...known, state: "review", code: code as SendoErrorCode };
}

/** What a person sees of a message in review. */
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
