import { SendoExtensionError } from "@sendo/core/adapter";

/**
 * The outbox could not be reached in time. Code `outbox_unavailable`, outcome `not-sent`: this call sent nothing. Whether the message
 * was stored is not known; enqueue it again with the same key.
 */
export class SendoOutboxError extends SendoExtensionError<"outbox_unavailable"> {
  /** @internal */
  constructor(cause?: unknown) {
    super({
      code: "outbox_unavailable",
      message:
        "The outbox's store did not respond in time, or failed, so it is not known whether it holds the message. `cause` names the " +
        "failure. Enqueue it again with the same key: it becomes one message.",
      outcome: "not-sent",
      retryable: true,
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
