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

/** Dependencies of {@link sendMessage}. */
export interface SendMessageParts {
  readonly sendo: SendoClient;
  readonly clock: OutboxClock;
  readonly logger: SendoLogger;
  /** Aborted when this process shuts down. A message that has not been sent goes back into the queue. */
  readonly closing: AbortSignal;
  /** Aborted when the message expires. `undefined` if only the gate checks the expiry time. */
  readonly expired: AbortSignal | undefined;
  /** Decrypts sensitive bodies. */
  readonly cipher: BodyCipher | undefined;
  /** The message's quiet hours; `undefined` if it has none. */
  readonly quiet: QuietRule | undefined;
  /** The last check before the message is sent. */
  readonly gate: DispatchGate;
  /** Puts the message in review. Resolves once the review is stored. */
  readonly enterReview: (job: MessageJob, unknown: { code: string; reference: string }) => Promise<void>;
}

/** Delay before the next attempt if another process has claimed the key, or if the store or client is unavailable. This attempt is not counted. */
export const UNCOUNTED_DELAY_MS = 5_000;
/** Delay before the next attempt after an unexpected error. */
const BAFFLED_DELAY_MS = 60_000;

// Error codes that do not show whether the message was sent. A worker that died may have sent the message.
const PROVES_NOTHING = new Set([
  "idempotency_in_progress",
  "idempotency_store_failed",
  "outbox_unavailable",
  "guard_failed",
  "client_closed",
  "aborted",
]);
// Problems with the account or the local setup that the operator can fix. The message itself is valid.
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
 * Sends a job's message at most once, even if the job runs again. The function returns a result if the message was accepted or is in review.
 * If Sendo rejected the message, the function throws an error that stops BullMQ from retrying the job. If the message was not sent and another
 * attempt might succeed, the function throws an error that makes BullMQ retry the job. If the error does not show what happened to the
 * message, the job goes back into the queue and the attempt is not counted.
 */
export async function sendMessage(
  job: MessageJob,
  token: string | undefined,
  parts: SendMessageParts,
): Promise<StoredResult> {
  const { idempotencyKey, priority, leaving, notAfterEpochMs, sealed } = job.data;
  const { closing, expired, gate, cipher, clock, quiet } = parts;
  const input = errorOr(() => openInput(job.data, cipher));
  if (isSendoError(input)) {
    if (leaving === undefined) throw new UnrecoverableError(toFailedReason("not-sent", input));
    // A worker may have sent the message before it died. Without the body, the client cannot find out whether the message was sent.
    parts.logger.error({ jobId: job.id, code: input.code }, input.message);
    return putBack(job, token, parts.clock, BAFFLED_DELAY_MS);
  }
  // The gate uses the store's clock. This check comes first, so that a message that the gate would delay does not wait
  // for the rate limit.
  const hold = errorOr(() => stopInQuietHours(quiet, clock.epochMs(), notAfterEpochMs));
  if (leaving === undefined && hold instanceof DispatchStopped && hold.stop === "later") {
    return putBack(job, token, clock, hold.waitMs);
  }
  try {
    const sending = parts.sendo.messages.send(input, {
      idempotencyKey,
      priority,
      queueSignal: expired === undefined ? closing : AbortSignal.any([closing, expired]),
      beforeDispatch: gate.pass,
      ...(sealed !== undefined && { fingerprintSecret: cipher?.fingerprintSecret(sealed) }),
    });
    const { id, reference } = await sending;
    if (!gate.wasCalled) await reportIgnoredGate(sending, job, parts);
    return { state: "accepted", id, ...(reference !== undefined && { reference }) };
  } catch (error) {
    if (!isSendoError(error)) {
      parts.logger.error(
        { jobId: job.id },
        "Sending a message from the Sendo outbox failed with an unexpected error. The outbox will try again in a minute.",
      );
      return putBack(job, token, parts.clock, BAFFLED_DELAY_MS);
    }
    if (!isOutcomeUnknown(error)) await gate.undo();
    if (error instanceof DispatchStopped) return afterStop(error, job, token, parts);
    return afterFailure(error, job, token, parts);
  }
}

const IGNORES_GATE =
  "This outbox's client sent a message without calling the `beforeDispatch` option of `messages.send`. The outbox therefore cannot hold back " +
  "canceled, erased or expired messages, and it cannot enforce quiet hours. If `sendo` is your own wrapper around a client, the wrapper must pass " +
  "all options to that client.";
const reported = new WeakSet<SendoClient>();

/**
 * Logs that the client ignored the gate. Nothing is logged if the client made no attempt because it found the message in its idempotency
 * store.
 */
async function reportIgnoredGate(
  sending: ReturnType<SendoClient["messages"]["send"]>,
  job: MessageJob,
  { sendo, logger }: SendMessageParts,
): Promise<void> {
  const info = typeof sending.withResponse === "function" ? (await sending.withResponse()).info : undefined;
  if (info?.attempts === 0 || reported.has(sendo)) return;
  reported.add(sendo);
  logger.error({ jobId: job.id }, IGNORES_GATE);
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

/** Creates the error that ends an expired message's job. */
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
  // If a worker died while processing this job, an earlier call may have sent the message.
  const isInDoubt = error.outcome === "not-sent" && job.stalledCounter > 0 && (isLastTry || !mayPass);
  if ((isOutcomeUnknown(error) || isInDoubt) && reference !== undefined) {
    await parts.enterReview(job, { code, reference });
    return { state: "review", reference };
  }
  const reason = toFailedReason(error.outcome === "rejected" ? "rejected" : "not-sent", error);
  if (mayPass) throw new RetryLater(reason, error.retryAt);
  throw new UnrecoverableError(reason);
}

/** Puts the job back into the queue for a later attempt. The current attempt is not counted. */
export async function putBack(
  job: MessageJob,
  token: string | undefined,
  clock: OutboxClock,
  delayMs: number,
): Promise<never> {
  await job.moveToDelayed(clock.epochMs() + delayMs, token);
  throw new DelayedError();
}

/** Puts the job back into the queue for the next worker without a delay. The current attempt is not counted. */
async function putBackNow(job: MessageJob, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}
