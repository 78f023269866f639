import { randomUUID } from "node:crypto";
import { isSendoError, type Priority, type SendInput } from "@sendo/core";
import { canonicalJson } from "./canonical-json.js";
import { errorOr } from "./error-or.js";
import { openInput, type BodyCipher } from "./sealed-body.js";
import { quietUntil, type QuietRule } from "./quiet-hours/quiet-rule.js";
import { epochMsOf } from "./instant.js";
import { inputError, unknownOption, type OptionNames } from "@sendo/core/adapter";
import type { JobsOptions } from "bullmq";
import { KEEP_DEFAULTS, type ResolvedOutboxOptions } from "./outbox-options.js";
import { jobIds } from "./outbox-account.js";
import { SendoOutboxError } from "./outbox-error.js";
import { JOB_PRIORITY, type StoredMessage } from "./stored-message.js";

/** Options for a message in the outbox. */
export interface EnqueueOptions {
  /**
   * Identifies this message: 1 to 500 characters, such as `reminder-1007`. If a message is enqueued again with the same key, it is treated
   * as the same message. This applies as long as the outbox contains the message or the idempotency store contains the key. By
   * default, the idempotency store keeps a key for 30 days.
   */
  idempotencyKey: string;
  /** The priority in the outbox and for rate limiting: `high` for a login code, `low` for a campaign. @defaultValue `"normal"` */
  priority?: Priority | undefined;
  /** How long to wait before sending the message, in milliseconds: from 0 to one year. It cannot be combined with `sendAt`. @defaultValue `0` */
  delayMs?: number | undefined;
  /**
   * The earliest time to send the message, at most a year from now. Pass a `Date`, or an ISO 8601 string with a UTC offset such as
   * `2026-12-01T09:00:00-05:00`. If the time is in the past, the message is sent immediately. `sendAt` cannot be combined with `delayMs`.
   *
   * @defaultValue none: the message is sent immediately, or after `delayMs`
   */
  sendAt?: Date | string | undefined;
  /**
   * The time at which the message expires, as a `Date` or an ISO 8601 string with a UTC offset. Use it for login codes, for example. If
   * the message has not been sent by this time (by the store's clock), it is never sent. Its outcome is then `not-sent`, with the code
   * `outbox_expired`.
   *
   * @defaultValue none
   */
  notAfter?: Date | string | undefined;
  /**
   * Encrypts the stored body with a key from the outbox's `encryption` option. Use it for login codes. A worker decrypts the body to send it. The phone
   * number and `metadata` are not encrypted.
   *
   * @defaultValue `false`
   */
  sensitive?: boolean | undefined;
}

/** The arguments to BullMQ's `add` for a message. */
export interface OutboxEntry {
  readonly name: "message";
  readonly data: StoredMessage;
  readonly opts: JobsOptions & { readonly jobId: string };
  /** The earliest time to send the message, in milliseconds since 1970. If present, it replaces `opts.delay`. */
  readonly sendAtEpochMs?: number;
}

const ENQUEUE_NAMES: OptionNames<EnqueueOptions> = {
  idempotencyKey: true,
  priority: true,
  delayMs: true,
  sendAt: true,
  notAfter: true,
  sensitive: true,
};

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Validates a message and creates its job.
 *
 * @throws A {@link SendoValidationError} with code `invalid_input`.
 */
export function toEntry(input: SendInput, enqueueOptions: EnqueueOptions, options: ResolvedOutboxOptions): OutboxEntry {
  const { acceptedMs, failedMs } = options;
  const isDefault = acceptedMs === KEEP_DEFAULTS.acceptedMs && failedMs === KEEP_DEFAULTS.failedMs;
  // Otherwise, a message with a misspelled `delayMs` would be sent immediately.
  const problem = unknownOption("outbox.enqueue", enqueueOptions, ENQUEUE_NAMES);
  if (problem !== undefined) throw inputError("options", problem);
  const { idempotencyKey, priority = "normal", delayMs = 0, sendAt, notAfter, sensitive = false } = enqueueOptions;
  // This client's defaults apply here, so the worker's defaults do not affect the message.
  const checked = asJson(options.sendo.messages.validate(input));
  checkKey(idempotencyKey);
  if (!Object.hasOwn(JOB_PRIORITY, priority)) throw inputError("priority", 'must be "high", "normal" or "low"');
  checkDelay(delayMs);
  if (sendAt !== undefined && enqueueOptions.delayMs !== undefined) {
    throw inputError("sendAt", "cannot be combined with `delayMs`");
  }
  const sendAtEpochMs = sendAt === undefined ? undefined : epochMsOf("sendAt", sendAt);
  if (typeof sensitive !== "boolean") throw inputError("sensitive", "must be a boolean");
  if (sensitive && options.cipher === undefined) throw new SendoOutboxError("outbox_key_missing");
  const notAfterEpochMs = notAfter === undefined ? undefined : epochMsOf("notAfter", notAfter);
  const data = {
    account: options.account.digest,
    idempotencyKey,
    input: checked,
    priority,
    ticket: randomUUID(),
    ...(notAfterEpochMs !== undefined && { notAfterEpochMs }),
    ...(options.quiet !== undefined && { quiet: options.quiet }),
    ...(!isDefault && { keep: { acceptedMs, failedMs } }),
  };
  return {
    name: "message",
    data: sensitive ? options.cipher!.seal(data) : data,
    opts: {
      jobId: jobIds(idempotencyKey, options.account)[0],
      priority: JOB_PRIORITY[priority],
      delay: delayMs,
      attempts: options.attempts,
      backoff: { type: "custom" },
      // Otherwise, up to twenty stack traces would be stored per job, although nothing reads them.
      stackTraceLimit: 0,
      // If the job is kept, `OutboxSweep` removes it later. An `age` here would also remove other services' jobs.
      removeOnComplete: acceptedMs === 0,
      removeOnFail: false,
    },
    ...(sendAtEpochMs !== undefined && { sendAtEpochMs }),
  };
}

/**
 * Returns how long a message must wait, measured from the store's current time.
 *
 * @throws A {@link SendoValidationError} with code `invalid_input` if `sendAt` is more than a year in the future.
 * @throws A {@link SendoOutboxError} with code `outbox_expired` if the message cannot be sent before `notAfter`, or `outbox_quiet_hours` if
 * quiet hours leave no time to send the message.
 */
export function delayOf(
  { data, opts, sendAtEpochMs }: OutboxEntry,
  nowEpochMs: number,
  rule: QuietRule | undefined,
): number {
  const delayMs = sendAtEpochMs === undefined ? opts.delay! : delayUntil("sendAt", sendAtEpochMs, nowEpochMs);
  const dueEpochMs = quietUntil(rule, nowEpochMs + delayMs);
  checkExpiry(data, dueEpochMs);
  return dueEpochMs - nowEpochMs;
}

/** @throws A {@link SendoOutboxError} with code `outbox_expired` if `dueEpochMs` is at or after the message's `notAfter`. */
export function checkExpiry({ notAfterEpochMs = Infinity }: StoredMessage, dueEpochMs: number): void {
  if (dueEpochMs >= notAfterEpochMs) throw new SendoOutboxError("outbox_expired");
}

/** @throws A {@link SendoValidationError} with code `invalid_input` if the time is more than a year in the future. */
export function delayUntil(option: string, epochMs: number, nowEpochMs: number): number {
  if (epochMs - nowEpochMs > YEAR_MS) throw inputError(option, "must be no more than one year from now");
  return Math.max(epochMs - nowEpochMs, 0);
}

/** @throws A {@link SendoValidationError} with code `invalid_input` if the delay is invalid. */
export function checkDelay(delayMs: unknown): asserts delayMs is number {
  if (Number.isInteger(delayMs) && (delayMs as number) >= 0 && (delayMs as number) <= YEAR_MS) return;
  throw inputError("delayMs", `must be a whole number of milliseconds from 0 to ${YEAR_MS} (one year)`);
}

/** @throws A {@link SendoValidationError} with code `invalid_input` if the key is invalid. */
export function checkKey(idempotencyKey: unknown): asserts idempotencyKey is string {
  if (typeof idempotencyKey !== "string" || idempotencyKey.length < 1 || idempotencyKey.length > 500) {
    throw inputError("idempotencyKey", "must be a string of 1 to 500 characters that identifies this message");
  }
}

// `extra` can contain any value, but a job can contain only JSON.
function asJson(input: SendInput): SendInput {
  try {
    return JSON.parse(JSON.stringify(input)) as SendInput;
  } catch {
    throw inputError("extra", "must be a value that JSON can represent");
  }
}

/**
 * Returns whether a stored job and a new one have the same input. Their priorities and times are not compared. If either body cannot be
 * decrypted, the result is `false`.
 */
export function isSameMessage(stored: StoredMessage, given: StoredMessage, cipher: BodyCipher | undefined): boolean {
  const inputs = errorOr(() => [stored, given].map((message) => canonicalJson(openInput(message, cipher))));
  return !isSendoError(inputs) && inputs[0] === inputs[1];
}
