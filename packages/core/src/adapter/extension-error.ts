import { createError } from "../errors/create-error.js";
import { SendoError, type AnySendoError, type Outcome } from "../errors/errors.js";

/** Fields of an error from another package. */
export interface SendoExtensionErrorInit<Code extends string> {
  /** Identifies the failure and is stable across versions. */
  readonly code: Code;
  /** Constant message: what happened and what to do. It must not contain keys, phone numbers or message bodies. */
  readonly message: string;
  /** Outcome of the write. @defaultValue none */
  readonly outcome?: Outcome | undefined;
  /** Whether a program may make the identical call again. @defaultValue `false` */
  readonly retryable?: boolean | undefined;
  /** The underlying error. Only its name, code and system call are kept. @defaultValue none */
  readonly cause?: unknown;
}

/**
 * Base class for errors from packages that extend core and have their own codes. `isSendoError` recognizes them, and `errorReply`
 * uses their `outcome` and `retryable`.
 */
export abstract class SendoExtensionError<Code extends string> extends SendoError {
  declare readonly code: Code;

  constructor(init: SendoExtensionErrorInit<Code>) {
    super(init);
  }
}

/**
 * Creates the error for an idempotency key that was already used for another message, for packages with their own idempotency
 * keys. Nothing was sent.
 */
export function keyReusedError(): AnySendoError {
  return createError({ code: "idempotency_key_reused", outcome: "not-sent" });
}
