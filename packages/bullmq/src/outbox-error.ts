import { SendoExtensionError } from "@sendo/core/adapter";

const RETRY = " Enqueue it again with the same key: it becomes one message.";

/** Each code and its message. Constant, as those of core. */
const MESSAGES = {
  outbox_unavailable:
    "The outbox's store did not respond in time, or failed, so it is not known whether it holds the message. `cause` names the " +
    `failure.${RETRY}`,
  outbox_expired:
    "The message could not leave before `notAfter`, so it was not sent and will never be. To send it anyway, enqueue it under a new " +
    "key with a later `notAfter`.",
} as const;

/** Every code that a {@link SendoOutboxError} can carry, and that a message of the outbox can have besides those of core. */
export type OutboxErrorCode = keyof typeof MESSAGES;

/**
 * The outbox did not store or send a message. The outcome is always `not-sent`: this call sent nothing.
 *
 * - `outbox_unavailable`: the store could not be reached in time. Whether the message was stored is not known; enqueue it again with the
 *   same key.
 * - `outbox_expired`: the message cannot leave before its `notAfter`, and nothing was stored.
 */
export class SendoOutboxError extends SendoExtensionError<OutboxErrorCode> {
  /** @internal */
  constructor(code: OutboxErrorCode, cause?: unknown) {
    super({
      code,
      message: MESSAGES[code],
      outcome: "not-sent",
      retryable: code === "outbox_unavailable",
      cause,
    });
  }
}
// Written out, since a minifier renames classes.
Object.defineProperty(SendoOutboxError.prototype, "name", {
  value: "SendoOutboxError",
  configurable: true,
  writable: true,
});
