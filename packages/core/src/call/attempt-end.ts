import { isObject } from "../internal/is.js";
import { isRejection, type AttemptEnd, type FailureReason } from "./classify.js";
import type { AttemptResult, TransportAttempt, TransportResponse } from "../transport/transport.js";

// A custom transport can return anything, because JavaScript does not check types. A result that does not match
// the `Transport` type does not show whether the request was sent. The request therefore counts as dispatched.

/** Converts a transport's result to an `AttemptEnd`. Never throws. */
export function attemptEnd(result: AttemptResult | undefined | null): AttemptEnd {
  const response = result?.response;
  if (isResponse(response)) return { kind: "response", response };
  const { dispatched, certificate, cause } = result?.failure ?? { dispatched: true };
  // Only `false` proves that nothing was sent.
  const left = dispatched !== false;
  return { kind: "failure", reason: certificate && !left ? "certificate" : "connection", dispatched: left, cause };
}

/**
 * Ends an attempt before its response is complete. If the status line already reports a rejection, returns the response
 * received so far. Never throws.
 */
export function endAttempt(attempt: TransportAttempt, reason: FailureReason): AttemptEnd {
  const response = rejectionSoFar(attempt);
  const dispatched = cancelled(attempt);
  return response === undefined ? { kind: "failure", reason, dispatched } : { kind: "response", response };
}

/** Whether the request may have been sent, as reported by its transport. Never throws. */
export function isDispatched(attempt: TransportAttempt): boolean {
  try {
    return attempt.isDispatched?.() === true;
  } catch {
    return false;
  }
}

function rejectionSoFar(attempt: TransportAttempt): TransportResponse | undefined {
  try {
    const response = attempt.answerSoFar?.();
    return isResponse(response) && isRejection(response.httpStatus) ? response : undefined;
  } catch {
    return undefined;
  }
}

function cancelled(attempt: TransportAttempt): boolean {
  try {
    return attempt.cancel() !== false;
  } catch {
    return true;
  }
}

function isResponse(response: TransportResponse | undefined): response is TransportResponse {
  return isObject(response) && Number.isInteger(response.httpStatus) && isObject(response.headers);
}
