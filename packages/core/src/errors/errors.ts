import { ERROR_MESSAGES, type Outcome, type SendoErrorCode } from "./error-codes.js";

export type { Outcome, SendoErrorCode } from "./error-codes.js";

// A registered symbol lets this package's ESM and CommonJS copies recognize each other's errors.
const BRAND = Symbol.for("sendo.error");

/**
 * A copy of an error from a lower layer. The original is not kept, because it can contain requests and their keys. The copy is an
 * `Error`, because loggers and error trackers print only causes that are errors. Its message consists of the system call and the
 * code, such as `connect ECONNREFUSED`.
 */
export interface SendoErrorCause extends Error {
  /** Node's code, such as `ECONNREFUSED`, `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
  readonly code?: string;
  /** The system call that failed, such as `connect`. */
  readonly syscall?: string;
}

/** @internal Fields of a new error. */
export interface SendoErrorInit {
  code: SendoErrorCode | (string & {});
  /**
   * Replaces the default message for `code`. The replacement must also be a constant string. It is required if core has no
   * default message for the code.
   */
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
 * Base class for every error that this library throws. Use {@link isSendoError} to recognize such an error. Unlike
 * `instanceof`, it also works if a package's ESM and CommonJS copies are loaded in the same process.
 *
 * The class has no field named `status`, `statusCode` or `headers`. Express and Fastify would copy such fields from an
 * error into your app's response.
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
  /** Identifies the failure. Unlike `message`, the code is stable across versions. */
  readonly code: SendoErrorCode | (string & {});
  /** Outcome of the write. `undefined` for reads, configuration errors and webhook errors, because they cannot send anything. */
  declare readonly outcome: Outcome | undefined;
  /**
   * Whether a program can safely make the same call again. For a write, `true` means that Sendo did not accept the
   * request and that the cause may be temporary. Examples are a 429 response, a failed connection, a full queue and an
   * expired deadline.
   */
  readonly retryable: boolean;
  /** Earliest time at which a retry makes sense, if Sendo or the client's rate limiter specified one. */
  declare readonly retryAt: Date | undefined;
  /** Number of requests that this call made. `0` if the call made no requests. */
  readonly attempts: number;
  /**
   * The reference that was included in the metadata of every attempt to send this message. If the outcome is unknown,
   * look up this reference.
   */
  declare readonly reference: string | undefined;
  /** HTTP status of Sendo's response, if a response arrived. */
  declare readonly httpStatus: number | undefined;
  /** Sendo's own error message, truncated to 300 characters. Phone numbers, the key and the message body are masked. */
  declare readonly detail: string | undefined;

  /** @internal */
  constructor(init: SendoErrorInit) {
    const cause = toCause(init.cause);
    super(init.message ?? ERROR_MESSAGES[init.code as SendoErrorCode], cause === undefined ? undefined : { cause });
    this.code = init.code;
    this.retryable = init.retryable ?? false;
    this.attempts = init.attempts ?? 0;
    // Skips absent fields, so that a printed error is not full of `undefined`.
    const { outcome, retryAt, reference, httpStatus, detail } = init;
    for (const [name, value] of Object.entries({ outcome, retryAt, reference, httpStatus, detail })) {
      if (value !== undefined) Object.assign(this, { [name]: value });
    }
  }

  /** Returns the loggable fields as plain data. */
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

/**
 * A configuration mistake, detected when the client, receiver or adapter is created. The message names the option and explains
 * how to fix the problem.
 */
export class SendoConfigError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `config_${string}`>;
}

// The message names the first field, because many logs show only the message. Neither the path nor the rule contains the invalid
// value.
function invalidInputMessage([first, ...others]: readonly SendoValidationIssue[]): string {
  if (first === undefined) return ERROR_MESSAGES.invalid_input;
  const more = others.length === 0 ? "" : ` (and ${others.length} more; see \`issues\`)`;
  return `The input is not valid, so nothing was sent: ${first.path === "" ? "it" : `\`${first.path}\``} ${first.message}${more}.`;
}

/** One field that violates a rule. */
export interface SendoValidationIssue {
  /** Path of the field, such as `to` or `metadata.orderId`. */
  readonly path: string;
  /** The violated rule, without the invalid value. */
  readonly message: string;
}

/**
 * The input violates one of Sendo's documented limits or one of this library's rules. Nothing was sent. Code `invalid_input`,
 * outcome `not-sent`.
 */
export class SendoValidationError extends SendoError {
  declare readonly code: "invalid_input";
  /** Every invalid field, not only the first. */
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

/**
 * Sendo or a server in front of it responded with an error. `httpStatus` is set. `detail` is set if the response contained an error
 * message.
 */
export abstract class SendoApiError extends SendoError {}
/** 400: Sendo rejected the parameters. Code `bad_request`. */
export class SendoBadRequestError extends SendoApiError {
  declare readonly code: "bad_request";
}
/** 401: code `unauthorized`. 403: code `api_key_invalid`, or `forbidden_by_proxy` if the body did not come from Sendo. */
export class SendoAuthenticationError extends SendoApiError {
  declare readonly code: "unauthorized" | "api_key_invalid" | "forbidden_by_proxy";
}
/** 404: the resource does not exist. Code `not_found`. */
export class SendoNotFoundError extends SendoApiError {
  declare readonly code: "not_found";
}
/** Sendo responded with `success: false`, or with HTTP status 405, 413, 415, 422 or 431. Code `request_rejected`. */
export class SendoRejectedError extends SendoApiError {
  declare readonly code: "request_rejected";
}
/** An unexpected status, such as 408 or 3XX (redirects are never followed). Code `unexpected_status`. */
export class SendoUnexpectedStatusError extends SendoApiError {
  declare readonly code: "unexpected_status";
}
/** The response has a success status but cannot be read. Code `unreadable_response`. */
export class SendoUnreadableResponseError extends SendoApiError {
  declare readonly code: "unreadable_response";
}
/** The last attempt received a 429 response. Code `rate_limited`. */
export class SendoRateLimitError extends SendoApiError {
  declare readonly code: "rate_limited";
}
/** 5XX. Code `server_error`. A write's outcome is `unknown`, because Sendo might still send the message. */
export class SendoServerError extends SendoApiError {
  declare readonly code: "server_error";
}

/**
 * The connection failed. If the code is `connection_failed` or `certificate_untrusted`, nothing was sent. If it is
 * `connection_lost`, the request may have been sent, so a write's outcome is `unknown`.
 */
export class SendoConnectionError extends SendoError {
  declare readonly code: "connection_failed" | "connection_lost" | "certificate_untrusted";
}
/**
 * A time limit was exceeded: `attempt_timeout` (`timeoutMs`), `deadline_exceeded` (`deadlineMs`) or `queue_timeout`
 * (`maxQueueWaitMs`).
 */
export class SendoTimeoutError extends SendoError {
  declare readonly code: "attempt_timeout" | "deadline_exceeded" | "queue_timeout";
}
/** The call was aborted by the caller's `signal` (`aborted`) or by `close()` (`client_closed`). */
export class SendoAbortError extends SendoError {
  declare readonly code: "aborted" | "client_closed";
}
/** The number of waiting calls has already reached `rateLimit.maxQueue`. Code `queue_full`, outcome `not-sent`. */
export class SendoQueueFullError extends SendoError {
  declare readonly code: "queue_full";
}
/**
 * Because of the idempotency key or its store, this call did not send the message. The outcome is `not-sent` if the
 * code is `idempotency_in_progress`, `idempotency_key_reused` or `idempotency_store_failed`. If the code is
 * `idempotency_unresolved`, an earlier call may have sent the message, and its outcome is still `unknown`.
 */
export class SendoIdempotencyError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `idempotency_${string}`>;
}
/**
 * The client's `guard` did not allow the message, so nothing was sent. If the code is `guard_rejected`, `reason` names
 * the rule. If it is `guard_failed`, the guard could not decide whether to allow the message.
 */
export class SendoGuardError extends SendoError {
  declare readonly code: "guard_rejected" | "guard_failed";
  /** The rule that rejected the message, such as `country_not_allowed`, in lowercase letters and underscores. */
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
/** A webhook delivery was rejected or failed. The error is passed to `onError` and the logger but is never thrown. */
export class SendoWebhookError extends SendoError {
  declare readonly code: Extract<SendoErrorCode, `webhook_${string}`>;
}

// Minifiers rename classes, so each name is set explicitly. The name is set on the prototype, because an own property would be
// printed twice.
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
 * Union of all errors from this library. Check `code` to narrow the type. Unlike `instanceof`, this also works if two copies of a
 * package are loaded.
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
 * Whether this library threw `value`. It also recognizes errors thrown by another copy of this package. Check `code` to narrow
 * the type further.
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
 * Returns `true` for an error that leaves a write's outcome unknown. Never retry the call. Look up the error's
 * `reference` instead.
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

// An error's name or code can contain anything, so it is kept only if it is an identifier.
const WORD = /^[A-Za-z_$][\w$]{0,63}$/;

// Reading a property from a thrown object can itself throw.
function readable(cause: object): Record<string, unknown> {
  try {
    const { name, code, syscall } = cause as Record<string, unknown>;
    return { name, code, syscall };
  } catch {
    return {};
  }
}

/** Copies the safe parts of an error from a lower layer. Never throws. */
export function toCause(cause: unknown): SendoErrorCause | undefined {
  if (typeof cause !== "object" || cause === null) return undefined;
  const { name, code, syscall } = readable(cause);
  const word = (value: unknown): string | undefined =>
    typeof value === "string" && WORD.test(value) ? value : undefined;
  const known = { name: word(name) ?? "Error", code: word(code), syscall: word(syscall) };
  const kept = new Error([known.syscall, known.code].filter(Boolean).join(" "));
  // The fields are enumerable, because some loggers print only enumerable fields. The stack is dropped, because it would only
  // show this line.
  for (const [field, value] of Object.entries(known)) if (value !== undefined) Object.assign(kept, { [field]: value });
  kept.stack = String(kept);
  return kept;
}
