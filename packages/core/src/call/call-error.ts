import type { AttemptEnd, Verdict } from "./classify.js";
import { createError } from "../errors/create-error.js";
import type { AnySendoError } from "../errors/errors.js";
import { redactText } from "../errors/redact.js";

/** Details for a call's error, in addition to the verdict. */
export interface CallErrorContext {
  readonly attempts: number;
  readonly reference?: string | undefined;
  readonly retryAt?: Date | undefined;
  /** The abort reason of the caller's signal. */
  readonly abortReason?: unknown;
  /** Strings that Sendo's response could echo but that an error must not show. */
  readonly secrets: readonly string[];
}

/** Creates the error for a {@link Verdict}. */
export function callError(verdict: Verdict<unknown>, end: AttemptEnd, context: CallErrorContext): AnySendoError {
  const code = verdict.code ?? "unreadable_response";
  return createError({
    code,
    outcome: verdict.outcome,
    retryable: verdict.retryable,
    retryAt: context.retryAt,
    attempts: context.attempts,
    reference: context.reference,
    ...(end.kind === "response"
      ? { httpStatus: end.response.httpStatus, detail: verdict.detail && redactText(verdict.detail, context.secrets) }
      : { cause: end.reason === "aborted" ? context.abortReason : end.cause }),
  });
}
