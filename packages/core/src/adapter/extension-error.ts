import { createError } from "../errors/create-error.js";
import { SendoError, type AnySendoError, type Outcome } from "../errors/errors.js";

/** What an error of another package says. */
export interface SendoExtensionErrorInit<Code extends string> {
  /** Which failure this is; stable across versions. */
  readonly code: Code;
  /** Constant: what happened and what to do, without keys, numbers or message bodies. */
  readonly message: string;
  /** What became of the write. @defaultValue none */
  readonly outcome?: Outcome | undefined;
  /** Whether the identical call may be made again by a machine. @defaultValue `false` */
  readonly retryable?: boolean | undefined;
  /** The failure below. Only its name, code and system call are kept. @defaultValue none */
  readonly cause?: unknown;
}

/**
 * The base of errors that packages on top of core throw, with codes of their own. `isSendoError` recognises them, and `errorReply` goes by
 * `outcome` and `retryable`.
 */
export abstract class SendoExtensionError<Code extends string> extends SendoError {
  declare readonly code: Code;

  constructor(init: SendoExtensionErrorInit<Code>) {
    super(init);
  }
}

/** The error of an idempotency key that belongs to another message, for packages that store messages under keys. Nothing was sent. */
export function keyReusedError(): AnySendoError {
  return createError({ code: "idempotency_key_reused", outcome: "not-sent" });
}
