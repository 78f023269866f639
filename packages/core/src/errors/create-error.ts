import {
  SendoAbortError,
  SendoAuthenticationError,
  SendoBadRequestError,
  SendoConfigError,
  SendoConnectionError,
  SendoGuardError,
  SendoIdempotencyError,
  SendoNotFoundError,
  SendoQueueFullError,
  SendoRateLimitError,
  SendoRejectedError,
  SendoServerError,
  SendoTimeoutError,
  SendoUnexpectedStatusError,
  SendoUnreadableResponseError,
  type AnySendoError,
  type SendoErrorCode,
  type SendoErrorInit,
} from "./errors.js";

/** Creates an error of the class for its code. */
export function createError(init: SendoErrorInit & { readonly code: SendoErrorCode }): AnySendoError {
  const ErrorClass: new (init: SendoErrorInit) => AnySendoError = ERROR_CLASSES[init.code] ?? SendoConfigError;
  return new ErrorClass(init);
}

/** The error class whose `code` can be `Code`. The compiler uses it to check {@link ERROR_CLASSES}. */
type ErrorOf<Code, Each = AnySendoError> = Each extends { code: infer Codes }
  ? Code extends Codes
    ? Each
    : never
  : never;

const ERROR_CLASSES: { readonly [Code in SendoErrorCode]?: new (init: SendoErrorInit) => ErrorOf<Code> } = {
  bad_request: SendoBadRequestError,
  unauthorized: SendoAuthenticationError,
  api_key_invalid: SendoAuthenticationError,
  forbidden_by_proxy: SendoAuthenticationError,
  not_found: SendoNotFoundError,
  request_rejected: SendoRejectedError,
  unexpected_status: SendoUnexpectedStatusError,
  unreadable_response: SendoUnreadableResponseError,
  rate_limited: SendoRateLimitError,
  server_error: SendoServerError,
  connection_failed: SendoConnectionError,
  connection_lost: SendoConnectionError,
  certificate_untrusted: SendoConnectionError,
  attempt_timeout: SendoTimeoutError,
  deadline_exceeded: SendoTimeoutError,
  queue_timeout: SendoTimeoutError,
  aborted: SendoAbortError,
  client_closed: SendoAbortError,
  queue_full: SendoQueueFullError,
  idempotency_in_progress: SendoIdempotencyError,
  idempotency_key_reused: SendoIdempotencyError,
  idempotency_store_failed: SendoIdempotencyError,
  idempotency_unresolved: SendoIdempotencyError,
  guard_rejected: SendoGuardError,
  guard_failed: SendoGuardError,
};
