import { systemClock, type Clock } from "../internal/clock.js";
import { isSendoError, type SendoError } from "../errors/errors.js";
import { checkOptionNames } from "../errors/option-checks.js";
import type { HttpReply } from "../http/http.js";

/** Options for the response to a Sendo error. */
export interface ErrorReplyOptions {
  /**
   * Responds to a validation error with 422 and the list of invalid fields. Set this option only if the app passes
   * incoming request fields to Sendo unchanged. If the app renames fields, its callers do not recognize the
   * names in the list.
   *
   * @defaultValue `false`: 500
   */
  validation?: boolean | undefined;
}

/**
 * Returns the app's response to a Sendo error, or `undefined` for any other error. The response does not reveal Sendo's own
 * status, error message or headers.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` for an unknown option.
 */
export function errorReply(
  error: unknown,
  options: ErrorReplyOptions = {},
  clock: Pick<Clock, "epochMs"> = systemClock,
): HttpReply | undefined {
  checkOptionNames<ErrorReplyOptions>("errorReply", options, { validation: true });
  if (!isSendoError(error)) return undefined;
  const { httpStatus, code } = replyStatus(error, options);
  const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
  if (httpStatus === 503) headers["retry-after"] = String(retryAfterSeconds(error, clock.epochMs()));
  const issues = httpStatus === 422 && "issues" in error ? { issues: error.issues } : {};
  return { httpStatus, headers, body: JSON.stringify({ error: code, ...issues }) };
}

function replyStatus(error: SendoError, options: ErrorReplyOptions): { httpStatus: number; code: string } {
  if (error.outcome === "unknown") return { httpStatus: 502, code: "message_outcome_unknown" };
  switch (error.code) {
    case "invalid_input":
      return options.validation ? { httpStatus: 422, code: "invalid_input" } : INTERNAL;
    case "rate_limited":
    case "queue_full":
    case "queue_timeout":
    case "deadline_exceeded":
    case "client_closed":
    case "idempotency_in_progress":
    case "idempotency_store_failed":
    case "guard_failed":
      return BUSY;
    case "unexpected_status":
    case "unreadable_response":
    case "server_error":
    case "connection_failed":
    case "connection_lost":
    case "certificate_untrusted":
    case "attempt_timeout":
    case "forbidden_by_proxy":
      return { httpStatus: 502, code: "messaging_failed" };
    default:
      // Errors from other packages. Nothing was sent, and the same call may succeed later.
      return error.outcome === "not-sent" && error.retryable ? BUSY : INTERNAL;
  }
}

const BUSY = { httpStatus: 503, code: "messaging_busy" } as const;
const INTERNAL = { httpStatus: 500, code: "internal_error" } as const;

// The default of five seconds is longer than a full limiter cycle, but short enough for a user who is waiting.
function retryAfterSeconds(error: SendoError, epochMs: number): number {
  if (error.retryAt === undefined) return 5;
  return Math.min(60, Math.max(1, Math.ceil((error.retryAt.getTime() - epochMs) / 1000)));
}
