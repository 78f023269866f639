import { randomUUID } from "node:crypto";
import type { Priority, SendInput } from "@sendo/core";
import { inputError, unknownOption, type OptionNames } from "@sendo/core/adapter";
import type { JobsOptions } from "bullmq";
import { KEEP_DEFAULTS, type ResolvedOutboxOptions } from "./outbox-options.js";
import { jobIds } from "./outbox-account.js";
import { JOB_PRIORITY, type StoredMessage } from "./stored-message.js";

/** What can be said about a message that is put into the outbox. */
export interface EnqueueOptions {
  /**
   * Names this message: 1 to 500 characters, such as `reminder-1007`. The same key is the same message, however often it is enqueued,
   * for as long as the outbox keeps it and then for the 30 days that the idempotency store remembers it.
   */
  idempotencyKey: string;
  /** Who goes first, in the outbox and in the rate limit: a login code is `high`, a campaign is `low`. @defaultValue `"normal"` */
  priority?: Priority | undefined;
  /** How long it waits before it may be sent, in milliseconds: 0 to a year. @defaultValue `0` */
  delayMs?: number | undefined;
}

/** A message as BullMQ takes it. */
export interface OutboxEntry {
  readonly name: "message";
  readonly data: StoredMessage;
  readonly opts: JobsOptions & { readonly jobId: string };
}

const ENQUEUE_NAMES: OptionNames<EnqueueOptions> = { idempotencyKey: true, priority: true, delayMs: true };

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Checks a message and makes a job of it.
 *
 * @throws A {@link SendoValidationError} `invalid_input`.
 */
export function toEntry(input: SendInput, enqueueOptions: EnqueueOptions, options: ResolvedOutboxOptions): OutboxEntry {
  const { acceptedMs, failedMs } = options;
  const isDefault = acceptedMs === KEEP_DEFAULTS.acceptedMs && failedMs === KEEP_DEFAULTS.failedMs;
  // A misspelt `delayMs` would be a message that is sent now.
  const problem = unknownOption("outbox.enqueue", enqueueOptions, ENQUEUE_NAMES);
  if (problem !== undefined) throw inputError("options", problem);
  const { idempotencyKey, priority = "normal", delayMs = 0 } = enqueueOptions;
  // With the defaults of the client that enqueues: which worker sends it must not make a difference.
  const checked = asJson(options.sendo.messages.validate(input));
  checkKey(idempotencyKey);
  if (!Object.hasOwn(JOB_PRIORITY, priority)) throw inputError("priority", 'must be "high", "normal" or "low"');
  if (!(Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= YEAR_MS)) {
    throw inputError("delayMs", `must be a whole number of milliseconds from 0 to ${YEAR_MS}, which is a year`);
  }
  return {
    name: "message",
    data: {
      account: options.account.digest,
      idempotencyKey,
      input: checked,
      priority,
      ticket: randomUUID(),
      ...(!isDefault && { keep: { acceptedMs, failedMs } }),
    },
    opts: {
      jobId: jobIds(idempotencyKey, options.account)[0],
      priority: JOB_PRIORITY[priority],
      delay: delayMs,
      attempts: options.attempts,
      backoff: { type: "custom" },
      // A stack trace holds nothing secret, but twenty of them a job help nobody.
      stackTraceLimit: 0,
      // Otherwise OutboxSweep removes it: an age here would apply to all jobs that are over, also to those of other services.
      removeOnComplete: acceptedMs === 0,
      removeOnFail: false,
    },
  };
}

/** @throws A {@link SendoValidationError} `invalid_input` unless it can be a key. */
export function checkKey(idempotencyKey: unknown): asserts idempotencyKey is string {
  if (typeof idempotencyKey !== "string" || idempotencyKey.length < 1 || idempotencyKey.length > 500) {
    throw inputError("idempotencyKey", "must be a string of 1 to 500 characters, which names this message");
  }
}

// `extra` can hold anything, and a job is JSON.
function asJson(input: SendInput): SendInput {
  try {
    return JSON.parse(JSON.stringify(input)) as SendInput;
  } catch {
    throw inputError("extra", "must be something that JSON can hold");
  }
}

/** Whether a stored job and a new one are the same message. Priority and delay are of the first that came. */
export function isSameMessage(stored: StoredMessage, given: StoredMessage): boolean {
  return canonical(stored.input) === canonical(given.input);
}

// Whichever order an object's fields were written in.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.sort().join(",")}}`;
}
