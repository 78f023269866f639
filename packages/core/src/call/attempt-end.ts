import { isObject } from "../internal/is.js";
import { isRejection, type AttemptEnd, type FailureReason } from "./classify.js";
import type { AttemptResult, TransportAttempt, TransportResponse } from "../transport/transport.js";

// A transport can be anybody's, and JavaScript checks nothing. What is not what `Transport` asks for proves nothing, so it
// counts as a request that may have left.

/** How an attempt ended, by what its transport has given. Never throws. */
export function attemptEnd(result: AttemptResult | undefined | null): AttemptEnd {
  const response = result?.response;
  if (isResponse(response)) return { kind: "response", response };
  const { dispatched, certificate, cause } = result?.failure ?? { dispatched: true };
  // Only a plain `false` is the transport's word that nothing left.
  const left = dispatched !== false;
  return { kind: "failure", reason: certificate && !left ? "certificate" : "connection", dispatched: left, cause };
}

/** Ends an attempt before its answer is whole. A rejection whose status line is here stays one. Never throws. */
export function endAttempt(attempt: TransportAttempt, reason: FailureReason): AttemptEnd {
  const answer = refusalSoFar(attempt);
  const dispatched = cancelled(attempt);
  return answer === undefined ? { kind: "failure", reason, dispatched } : { kind: "response", response: answer };
}

/** Whether the request may have left by now, as far as its transport tells. Never throws. */
export function isDispatched(attempt: TransportAttempt): boolean {
  try {
    return attempt.isDispatched?.() === true;
  } catch {
    return false;
  }
}

function refusalSoFar(attempt: TransportAttempt): TransportResponse | undefined {
  try {
    const answer = attempt.answerSoFar?.();
    return isResponse(answer) && isRejection(answer.httpStatus) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Whether anything may have left. */
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
