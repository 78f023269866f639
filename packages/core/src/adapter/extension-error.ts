import { createError } from "../errors/create-error.js";
import { SendoError, type AnySendoError, type Outcome } from "../errors/errors.js";

/** Fields of an error from another package. */
export interface SendoExtensionErrorInit<Code extends string> {
  /** Identifies the kind of failure. The code does not change between versions. */
  readonly code: Code;
  /** Fixed message that says what happened and what to do next. It must not contain keys, phone numbers or message bodies. */
  readonly message: string;
  /** The failed write's outcome. @defaultValue none */
  readonly outcome?: Outcome | undefined;
  /** Whether a program can safely make the same call again. @defaultValue `false` */
  readonly retryable?: boolean | undefined;
  /** The underlying error. Only the error's name, code and system call are kept. @defaultValue none */
  readonly cause?: unknown;
}

/**
 * Base class for errors from packages that extend core and have their own codes. `isSendoError` recognizes these
 * errors, and `errorReply` uses their `outcome` and `retryable` fields.
 */
export abstract class SendoExtensionError<Code extends string> extends SendoError {
  declare readonly code: Code;

  constructor(init: SendoExtensionErrorInit<Code>) {
    super(init);
  }
}

/**
 * Creates the error for an idempotency key that was already used for another message. Nothing was sent. Use it in packages that
 * have their own idempotency keys.
 */
export function keyReusedError(): AnySendoError {
  return createError({ code: "idempotency_key_reused", outcome: "not-sent" });
}
