import type { SendoErrorCode } from "@sendo/core";
import { SendoExtensionError } from "@sendo/core/adapter";

/** The fixed message for each code. */
const MESSAGES = {
  outbox_unavailable:
    "The outbox's store failed or did not respond in time, so the message may or may not have been stored. See `cause` for " +
    "the reason. Enqueue the message again with the same key. The key ensures that the message is stored only once.",
  outbox_expired:
    "The message could not be sent before `notAfter`, so it will never be sent. To send it anyway, enqueue it with a new key and a " +
    "later `notAfter`.",
  outbox_quiet_hours:
    "The outbox's quiet hours never allow this message to be sent, so it was not sent. If the number does not begin with +1, " +
    "its time zone is unknown. Otherwise, at every time of day, at least one of the area code's time zones is in quiet hours. Use an " +
    "outbox with different `quietHours`. To allow delivery at any time of day, set the message's priority to `high`.",
  outbox_key_missing:
    "The message is `sensitive`, but this outbox has no encryption keys, so the message was not stored. Pass the `encryption` option to createOutbox.",
  outbox_key_unknown:
    "The body is encrypted with a key that this outbox does not have, so the message was not sent. Add the key to the `encryption` option " +
    "of createOutbox in each process that sends messages. Then call `outbox.retry`.",
  outbox_body_unreadable:
    "The encrypted body cannot be decrypted, so the message was not sent. The body was changed or belongs to another message, or a different " +
    "key is configured under the same id. Fix the `encryption` option and call `outbox.retry`, or enqueue the message again with a " +
    "new idempotency key.",
} as const;

/** Codes that a {@link SendoOutboxError} can have. In addition to core's codes, messages in the outbox can have these codes. */
export type OutboxErrorCode = keyof typeof MESSAGES;

/** A message's `code`, from core or from the outbox. */
export type OutboxCode = SendoErrorCode | OutboxErrorCode;

/**
 * An outbox call failed. The outcome is always `not-sent`: this call sent nothing.
 *
 * - `outbox_unavailable`: the store could not be reached in time. The message may have been stored. Enqueue it again with the same key.
 * - `outbox_expired`: the message cannot be sent before its `notAfter`, and nothing was stored.
 * - `outbox_quiet_hours`: quiet hours leave no time to send the message, and nothing was stored.
 * - `outbox_key_missing`: the message is `sensitive`, but the outbox has no `encryption` option. Nothing was stored.
 *
 * A stored message's `code` can be `outbox_expired`, `outbox_quiet_hours`, `outbox_key_unknown` or
 * `outbox_body_unreadable`. If it is `outbox_key_unknown`, no key has the stored id. If it is `outbox_body_unreadable`,
 * the body was changed or encrypted with another key.
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
// The name is a string literal, because minifiers rename classes.
Object.defineProperty(SendoOutboxError.prototype, "name", {
  value: "SendoOutboxError",
  configurable: true,
  writable: true,
});
