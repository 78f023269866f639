import { ERROR_MESSAGES, type Outcome, type SendoErrorCode } from "./error-codes.js";

export type { Outcome, SendoErrorCode } from "./error-codes.js";

// A registered symbol, so that an error made by the ESM copy of this package is recognised by the CJS copy.
const BRAND = Symbol.for("sendo.error");

/**
 * What a failure in a lower layer looked like. The original is not kept: it can contain requests, and requests contain keys. It is an
 * `Error` because loggers and error trackers print no other cause. Its message is the system call and the code, as in
 * `connect ECONNREFUSED`.
 */
export interface SendoErrorCause extends Error {
  /** Node's code, such as `ECONNREFUSED`, `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
  readonly code?: string;
  /** The system call that failed, such as `connect`. */
  readonly syscall?: string;
}

/** @internal What the constructors of the family take. */
export interface SendoErrorInit {
  code: SendoErrorCode | (string & {});
  /** Replaces the constant message of `code`; must be just as constant. Required for a code that core does not know. */
  message?: string | undefined;
  outcome?: Outcome | undefined;
  retryable?: boolean | undefined;
  retryAt?: Date | undefined;
  attempts?: number | undefined;
  reference?: string | undefined;
  httpStatus?: number | undefined;
  detail?: string | undefined;
  cause?: unknown;
}

/**
 * The base of everything that this library throws. Recognise it with {@link isSendoError}, which also works when the
 * ESM and the CJS copy of a package meet in one process (`instanceof` does not).
 *
 * There is on purpose no field named `status`, `statusCode` or `headers`: Express and Fastify would pass them on to
 * your own client.
 *
 * @example
 * ```ts
 * try {
 *   await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
 * } catch (error) {
 *   if (isOutcomeUnknown(error)) await markForReview(error.reference); // may have been sent: do not send again
 *   else throw error;
 * }
 * ```
 */
export abstract class SendoError extends Error {
  /** Which failure this is; stable across versions, unlike the message. */
  readonly code: SendoErrorCode | (string & {});
  /** What became of the write. `undefined` for reads, configuration and webhooks, where nothing could be sent. */
  declare readonly outcome: Outcome | undefined;
  /**
   * Whether the identical call may be made again by a machine. For writes true only where it is certain that nothing
   * was accepted and the obstacle may pass: a 429, or a `not-sent` by connection, full queue or deadline.
   */
  readonly retryable: boolean;
  /** The earliest moment at which another try makes sense, where Sendo or our limiter named one. */
  declare readonly retryAt: Date | undefined;
  /** Requests made by this call. `0` when none was started. */
  readonly attempts: number;
  /** The reference that all attempts of this send carried in their metadata; look it up when the outcome is unknown. */
  declare readonly reference: string | undefined;
  /** Sendo's HTTP status, where one arrived. */
  declare readonly httpStatus: number | undefined;
  /** Sendo's own error message, cut to 300 characters, with numbers, the key and the message body masked. */
  declare readonly detail: string | undefined;

  /** @internal */
  constructor(init: SendoErrorInit) {
    const cause = toCause(init.cause);
    super(init.message ?? ERROR_MESSAGES[init.code as SendoErrorCode], cause === undefined ? undefined : { cause });
    this.code = init.code;
    this.retryable = init.retryable ?? false;
    this.attempts = init.attempts ?? 0;
    // Only what is known becomes a field: a printed error should not be half `undefined`.
    const { outcome, retryAt, reference, httpStatus, detail } = init;
    for (const [name, value] of Object.entries({ outcome, retryAt, reference, httpStatus, detail })) {
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
  }

  /** Everything worth logging, as plain data. */
  toJSON(): Record<string, unknown> {
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      outcome: this.outcome,
      retryable: this.retryable,
      retryAt: this.retryAt?.toISOString(),
      attempts: this.attempts,
      reference: this.reference,
      httpStatus: this.httpStatus,
      detail: this.detail,
      cause: this.cause,
    };
  }
}
Object.defineProperty(SendoError.prototype, BRAND, { value: true });

/** A set-up mistake, found when the client, receiver or adapter is made. The message names the option and the remedy. */
export class SendoConfigError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `config_${string}`>;
}

// Names the first field, since many logs show the message only. Paths and rules contain no values.
function invalidInputMessage([first, ...others]: readonly SendoValidationIssue[]): string {
  if (first === undefined) return ERROR_MESSAGES.invalid_input;
  const more = others.length === 0 ? "" : ` (and ${others.length} more; see \`issues\`)`;
  return `The input is not valid, so nothing was sent: ${first.path === "" ? "it" : `\`${first.path}\``} ${first.message}${more}.`;
}

/** One field that breaks a rule. */
export interface SendoValidationIssue {
  /** Where, such as `to` or `metadata.orderId`. */
  readonly path: string;
  /** What is wrong and what would be right; never the value itself. */
  readonly message: string;
}

/** The input of a call breaks a limit of Sendo's documents or a rule of this library. Nothing was sent: outcome `not-sent`, code `invalid_input`. */
export class SendoValidationError extends SendoError {
  declare readonly code: "invalid_input";
  /** Every field that is wrong, not only the first. */
  readonly issues: readonly SendoValidationIssue[];

  /** @internal */
  constructor(issues: readonly SendoValidationIssue[], outcome?: Outcome) {
    super({ code: "invalid_input", outcome, message: invalidInputMessage(issues) });
    this.issues = issues;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), issues: this.issues };
  }
}

/** Sendo (or something before it) answered, and the answer is not success. `httpStatus` and `detail` are set. */
export abstract class SendoApiError extends SendoError {}
/** 400: Sendo rejected the parameters. Code `bad_request`. */
export class SendoBadRequestError extends SendoApiError {
  declare readonly code: "bad_request";
}
/** 401 (`unauthorized`) or 403 (`api_key_invalid`, or `forbidden_by_proxy` when the body is not Sendo's). */
export class SendoAuthenticationError extends SendoApiError {
  declare readonly code: "unauthorized" | "api_key_invalid" | "forbidden_by_proxy";
}
/** 404: no such resource. Code `not_found`. */
export class SendoNotFoundError extends SendoApiError {
  declare readonly code: "not_found";
}
/** Sendo answered `success: false`, or 405, 413, 415, 422 or 431. Code `request_rejected`. */
export class SendoRejectedError extends SendoApiError {
  declare readonly code: "request_rejected";
}
/** 3XX (never followed), 408 and every other status. Code `unexpected_status`. */
export class SendoUnexpectedStatusError extends SendoApiError {
  declare readonly code: "unexpected_status";
}
/** A success status with an answer that cannot be read. Code `unreadable_response`. */
export class SendoUnreadableResponseError extends SendoApiError {
  declare readonly code: "unreadable_response";
}
/** 429 to the last attempt. Code `rate_limited`. */
export class SendoRateLimitError extends SendoApiError {
  declare readonly code: "rate_limited";
}
/** 5XX. Code `server_error`. For a write the outcome is `unknown`: the message may be on its way. */
export class SendoServerError extends SendoApiError {
  declare readonly code: "server_error";
}

/**
 * The connection failed. `connection_failed` and `certificate_untrusted`: before anything was sent; `connection_lost`:
 * after, so that a write's outcome is `unknown`.
 */
export class SendoConnectionError extends SendoError {
  declare readonly code: "connection_failed" | "connection_lost" | "certificate_untrusted";
}
/** `attempt_timeout` (`timeoutMs`), `deadline_exceeded` (`deadlineMs`) or `queue_timeout` (`maxQueueWaitMs`). */
export class SendoTimeoutError extends SendoError {
  declare readonly code: "attempt_timeout" | "deadline_exceeded" | "queue_timeout";
}
/** The caller's `signal` (`aborted`), or `close()` (`client_closed`). */
export class SendoAbortError extends SendoError {
  declare readonly code: "aborted" | "client_closed";
}
/** `rateLimit.maxQueue` calls are waiting already. Code `queue_full`, outcome `not-sent`. */
export class SendoQueueFullError extends SendoError {
  declare readonly code: "queue_full";
}
/**
 * The idempotency key stands in the way. `idempotency_in_progress`, `idempotency_key_reused` and `idempotency_store_failed`:
 * this call sent nothing. `idempotency_unresolved`: an earlier one may have; its outcome is still `unknown`.
 */
export class SendoIdempotencyError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `idempotency_${string}`>;
}
/**
 * The client's `guard` did not allow the message, so nothing was sent. `guard_rejected`: `reason` names the rule. `guard_failed`: the
 * guard could not decide.
 */
export class SendoGuardError extends SendoError {
  declare readonly code: "guard_rejected" | "guard_failed";
  /** The rule of a `guard_rejected`, such as `country_not_allowed`: lower-case letters and underscores. */
  declare readonly reason: string | undefined;

  /** @internal */
  constructor(init: SendoErrorInit & { readonly reason?: string | undefined }) {
    super(init);
    if (init.reason !== undefined) this.reason = init.reason;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), reason: this.reason };
  }
}
/** Why a webhook delivery was rejected or failed; given to `onError` and the logger, never thrown at the web server. */
export class SendoWebhookError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `webhook_${string}`>;
}

// Written out, since a minifier renames the classes: a log must not say `We`. On the prototypes, so that it is not printed twice.
for (const [name, ErrorClass] of Object.entries({
  SendoError,
  SendoApiError,
  SendoConfigError,
  SendoValidationError,
  SendoBadRequestError,
  SendoAuthenticationError,
  SendoNotFoundError,
  SendoRejectedError,
  SendoUnexpectedStatusError,
  SendoUnreadableResponseError,
  SendoRateLimitError,
  SendoServerError,
  SendoConnectionError,
  SendoTimeoutError,
  SendoAbortError,
  SendoQueueFullError,
  SendoIdempotencyError,
  SendoGuardError,
  SendoWebhookError,
})) {
  Object.defineProperty(ErrorClass.prototype, "name", { value: name, configurable: true, writable: true });
}

/**
 * Every error of this library. Its `code` tells which one it is, also to the compiler: `instanceof` does not see through two
 * copies of a package, a code does.
 *
 * @example
 * ```ts
 * if (isSendoError(error) && error.code === "invalid_input") console.log(error.issues);
 * ```
 */
export type AnySendoError =
  | SendoConfigError
  | SendoValidationError
  | SendoBadRequestError
  | SendoAuthenticationError
  | SendoNotFoundError
  | SendoRejectedError
  | SendoUnexpectedStatusError
  | SendoUnreadableResponseError
  | SendoRateLimitError
  | SendoServerError
  | SendoConnectionError
  | SendoTimeoutError
  | SendoAbortError
  | SendoQueueFullError
  | SendoIdempotencyError
  | SendoGuardError
  | SendoWebhookError;

/**
 * Whether `value` was thrown by this library, whichever copy of it. Its `code` then says what else it has.
 *
 * @example
 * ```ts
 * try {
 *   await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
 * } catch (error) {
 *   if (!isSendoError(error)) throw error;
 *   console.log(error.code, error.outcome, error.retryable);
 * }
 * ```
 */
export function isSendoError(value: unknown): value is AnySendoError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

/**
 * Whether a write may or may not have happened. Never repeat such a call; look for its `reference` instead.
 *
 * @example
 * ```ts
 * try {
 *   await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" });
 * } catch (error) {
 *   if (!isOutcomeUnknown(error)) throw error;
 *   console.log("may have been sent; look for", error.reference);
 * }
 * ```
 */
export function isOutcomeUnknown(value: unknown): value is SendoError & { readonly outcome: "unknown" } {
  return isSendoError(value) && value.outcome === "unknown";
}

// A name or code can contain anything, so only what looks like an identifier is kept.
const WORD = /^[A-Za-z_$][\w$]{0,63}$/;

// Reading a property of a thrown object can throw itself.
function readable(cause: object): Record<string, unknown> {
  try {
    const { name, code, syscall } = cause as Record<string, unknown>;
    return { name, code, syscall };
  } catch {
    return {};
  }
}

/** What may be kept of a failure in a lower layer. Never throws. */
export function toCause(cause: unknown): SendoErrorCause | undefined {
  if (typeof cause !== "object" || cause === null) return undefined;
  const { name, code, syscall } = readable(cause);
  const word = (value: unknown): string | undefined =>
    typeof value === "string" && WORD.test(value) ? value : undefined;
  const known = { name: word(name) ?? "Error", code: word(code), syscall: word(syscall) };
  const kept = new Error([known.syscall, known.code].filter(Boolean).join(" "));
  // Enumerable, so that loggers that print an error's own fields print these. The stack would only show this line.
  for (const [field, value] of Object.entries(known)) if (value !== undefined) Object.assign(kept, { [field]: value });
  kept.stack = String(kept);
  return kept;
}
