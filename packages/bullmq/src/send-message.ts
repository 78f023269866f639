import { isOutcomeUnknown, isSendoError, type SendoClient, type SendoError, type SendoLogger } from "@sendo/core";
import { DelayedError, UnrecoverableError, WaitingError } from "bullmq";
import { DispatchStopped, stopInQuietHours, type DispatchGate } from "./dispatch-gate.js";
import type { OutboxClock } from "./clock.js";
import { errorOr } from "./error-or.js";
import { toFailedReason } from "./failed-reason.js";
import { SendoOutboxError } from "./outbox-error.js";
import type { QuietRule } from "./quiet-hours/quiet-rule.js";
import { RetryLater } from "./retry-later.js";
import { openInput, type BodyCipher } from "./sealed-body.js";
import type { StoredResult, MessageJob } from "./stored-message.js";

/** What sending a job's message needs. */
export interface SendMessageParts {
  readonly sendo: SendoClient;
  readonly clock: OutboxClock;
  readonly logger: SendoLogger;
  /** Aborted when this process takes no more: what has not left goes back into the queue. */
  readonly closing: AbortSignal;
  /** Aborted when the message must have left; `undefined` if that does not end it in the queue. */
  readonly expired: AbortSignal | undefined;
  /** Decrypts sensitive bodies. */
  readonly cipher: BodyCipher | undefined;
  /** The quiet hours of the message; `undefined` if it has none. */
  readonly quiet: QuietRule | undefined;
  /** The last look at the job before the message leaves. */
  readonly gate: DispatchGate;
  /** Stores the message in review; resolves when it is there. */
  readonly enterReview: (job: MessageJob, unknown: { code: string; reference: string }) => Promise<void>;
}

/** How long a message waits that could not be tried at all: its key is held elsewhere, or its store or client is away. */
export const UNCOUNTED_DELAY_MS = 5_000;
/** After an error that is nobody's plan. */
const BAFFLED_DELAY_MS = 60_000;

// Calls that say nothing about the message itself: an earlier one, of a worker that died, may have sent it.
const PROVES_NOTHING = new Set([
  "idempotency_in_progress",
  "idempotency_store_failed",
  "outbox_unavailable",
  "guard_failed",
  "client_closed",
  "aborted",
]);
// Faults of the account or of this machine: whatever is wrong, it is not the message, and somebody can put it right.
const FAULT_OF_ALL = new Set([
  "unauthorized",
  "api_key_invalid",
  "forbidden_by_proxy",
  "certificate_untrusted",
  "config_api_key_failed",
  "config_headers_failed",
  "config_api_key_invalid",
  "config_api_key_sandbox",
]);

/**
 * Sends a job's message, once however often the job runs. Ends in one of four ways: a result (accepted, or handed to review),
 * an error that BullMQ does not repeat (rejected), one that it repeats while there are tries left (not sent), or the job is put
 * back without counting, where nothing was learnt about it.
 */
export async function sendMessage(
  job: MessageJob,
  token: string | undefined,
  parts: SendMessageParts,
): Promise<StoredResult> {
  const { idempotencyKey, priority, leaving, notAfterEpochMs } = job.data;
  const { closing, expired, gate, cipher, clock, quiet } = parts;
  const input = errorOr(() => openInput(job.data, cipher));
  if (isSendoError(input)) {
    if (leaving === undefined) throw new UnrecoverableError(toFailedReason("not-sent", input));
    // A worker died over it, and without the body the client cannot say whether it has left.
    parts.logger.error({ jobId: job.id, code: input.code }, input.message);
    return putBack(job, token, parts.clock, BAFFLED_DELAY_MS);
  }
  // The gate decides, by the store's clock. A message that it would hold need not wait for the rate limit first.
  const hold = errorOr(() => stopInQuietHours(quiet, clock.epochMs(), notAfterEpochMs));
  if (leaving === undefined && hold instanceof DispatchStopped && hold.stop === "later") {
    return putBack(job, token, clock, hold.waitMs);
  }
  try {
    const { id, reference } = await parts.sendo.messages.send(input, {
      idempotencyKey,
      priority,
      queueSignal: expired === undefined ? closing : AbortSignal.any([closing, expired]),
      beforeDispatch: gate.pass,
    });
    return { state: "accepted", id, ...(reference !== undefined && { reference }) };
  } catch (error) {
    if (!isSendoError(error)) {
      parts.logger.error(
        { jobId: job.id },
        "Sending a message of the Sendo outbox failed in a way that it does not know.",
      );
      return putBack(job, token, parts.clock, BAFFLED_DELAY_MS);
    }
    if (!isOutcomeUnknown(error)) await gate.undo();
    if (error instanceof DispatchStopped) return afterStop(error, job, token, parts);
    return afterFailure(error, job, token, parts);
  }
}

function afterStop(
  { stop, waitMs }: DispatchStopped,
  job: MessageJob,
  token: string | undefined,
  { clock }: SendMessageParts,
): StoredResult | Promise<never> {
  if (stop === "expired") throw expiredError();
  if (stop === "quiet") {
    throw new UnrecoverableError(toFailedReason("not-sent", new SendoOutboxError("outbox_quiet_hours")));
  }
  if (stop === "later") return putBack(job, token, clock, waitMs);
  return { state: stop };
}

/** Ends a job whose message was not sent in time. */
export function expiredError(): UnrecoverableError {
  return new UnrecoverableError(toFailedReason("not-sent", new SendoOutboxError("outbox_expired")));
}

async function afterFailure(
  error: SendoError,
  job: MessageJob,
  token: string | undefined,
  parts: SendMessageParts,
): Promise<StoredResult> {
  const { code, reference } = error;
  if (code === "aborted" && error.outcome === "not-sent") {
    if (parts.expired?.aborted) throw expiredError();
    if (parts.closing.aborted) return putBackNow(job, token);
  }
  if (!isOutcomeUnknown(error) && PROVES_NOTHING.has(code)) return putBack(job, token, parts.clock, UNCOUNTED_DELAY_MS);
  const isLastTry = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const isFaultOfAll = FAULT_OF_ALL.has(code);
  const mayPass = error.retryable || isFaultOfAll;
  // Where a worker died over this job, "this call sent nothing" is not enough to call the message not sent.
  const isInDoubt = error.outcome === "not-sent" && job.stalledCounter > 0 && (isLastTry || !mayPass);
  if ((isOutcomeUnknown(error) || isInDoubt) && reference !== undefined) {
    await parts.enterReview(job, { code, reference });
    return { state: "review", reference };
  }
  const reason = toFailedReason(error.outcome === "rejected" ? "rejected" : "not-sent", error);
  if (mayPass) throw new RetryLater(reason, error.retryAt);
  throw new UnrecoverableError(reason);
}

/** For a worker to take again later, without an attempt. */
export async function putBack(
  job: MessageJob,
  token: string | undefined,
  clock: OutboxClock,
  delayMs: number,
): Promise<never> {
  await job.moveToDelayed(clock.epochMs() + delayMs, token);
  throw new DelayedError();
}

/** For the next worker, without an attempt and without a wait. */
async function putBackNow(job: MessageJob, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}
