import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";
import type { CancellationReason } from "./cancellation.js";
import type { TransportResponse } from "../transport/transport.js";

/** Reason why an attempt has no response. */
export type FailureReason =
  "connection" | "certificate" | "attempt_timeout" | "queue_full" | "queue_timeout" | CancellationReason;

/** An attempt that received no response. */
export interface AttemptFailure {
  readonly kind: "failure";
  readonly reason: FailureReason;
  /** Whether any part of the request may have been sent. `false` guarantees that nothing has been sent and nothing will be. */
  readonly dispatched: boolean;
  readonly cause?: unknown;
}

/** How one attempt ended. */
export type AttemptEnd = { readonly kind: "response"; readonly response: TransportResponse } | AttemptFailure;

/** What an attempt's result means for the call. */
export interface Verdict<T> {
  readonly outcome: Outcome | undefined;
  readonly data?: T;
  readonly code?: SendoErrorCode;
  /** The kind of retry that is safe, if any: `retry.notSent`, `retry.rateLimited` or `retry.reads`. */
  readonly retry?: "notSent" | "rateLimited" | "reads";
  /** Whether a program can safely make the same call again after the client's own retries have failed. */
  readonly retryable: boolean;
  readonly detail?: string | undefined;
}

/** The properties of a call that determine how its attempts are classified. */
export interface CallKind<T> {
  readonly kind: "read" | "write";
  /** Extracts the result from a successful response's JSON, or returns `undefined` if the JSON contains no result. */
  readonly extract: (body: Record<string, unknown>) => T | undefined;
}

// These statuses mean that the server rejected the request before processing it. The status line alone is therefore
// conclusive, even if the body is truncated.
const REJECTED_STATUSES: Readonly<Record<number, SendoErrorCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "api_key_invalid",
  404: "not_found",
  405: "request_rejected",
  413: "request_rejected",
  415: "request_rejected",
  422: "request_rejected",
  431: "request_rejected",
};

/** Whether this status alone proves that the request was rejected. 429 is included. */
export function isRejection(httpStatus: number): boolean {
  return httpStatus === 429 || REJECTED_STATUSES[httpStatus] !== undefined;
}

/**
 * Determines an attempt's outcome. If a write's result is inconclusive, the outcome is `unknown`. An unexpected failure
 * therefore cannot cause a message to be sent twice.
 */
export function classify<T>(call: CallKind<T>, end: AttemptEnd): Verdict<T> {
  return end.kind === "response" ? classifyResponse(call, end.response) : classifyFailure(call, end);
}

// After these failures, another call may succeed. The client itself retries only after the failures listed in
// `RETRIED`.
const MAY_PASS: ReadonlySet<FailureReason> = new Set([
  "connection",
  "attempt_timeout",
  "queue_full",
  "queue_timeout",
  "deadline_exceeded",
]);
const RETRIED: ReadonlySet<FailureReason> = new Set(["connection", "attempt_timeout"]);

function classifyFailure<T>({ kind }: CallKind<T>, { reason, dispatched }: AttemptFailure): Verdict<T> {
  const code = failureCode(reason, dispatched);
  if (kind === "write" && dispatched) return { outcome: "unknown", code, retryable: false };
  const write = kind === "write";
  return {
    outcome: write ? "not-sent" : undefined,
    code,
    retryable: MAY_PASS.has(reason),
    ...(RETRIED.has(reason) && { retry: write ? "notSent" : "reads" }),
  };
}

function failureCode(reason: FailureReason, dispatched: boolean): SendoErrorCode {
  if (reason === "certificate") return "certificate_untrusted";
  if (reason === "connection") return dispatched ? "connection_lost" : "connection_failed";
  return reason;
}

function classifyResponse<T>(call: CallKind<T>, response: TransportResponse): Verdict<T> {
  const { httpStatus } = response;
  const write = call.kind === "write";
  const body = readObject(response);
  const detail = typeof body?.error === "string" ? body.error : undefined;

  if (httpStatus >= 200 && httpStatus <= 299) return classifySuccess(call, body, detail);
  if (httpStatus === 429) {
    return {
      outcome: write ? "rejected" : undefined,
      code: "rate_limited",
      retry: "rateLimited",
      retryable: true,
      detail,
    };
  }
  const rejection = REJECTED_STATUSES[httpStatus];
  if (rejection !== undefined) {
    // If the key is wrong, the response contains Sendo's error message. A 403 without this message comes from a proxy or
    // firewall.
    const code = rejection === "api_key_invalid" && detail === undefined ? "forbidden_by_proxy" : rejection;
    return { outcome: write ? "rejected" : undefined, code, retryable: false, detail };
  }
  const code = httpStatus >= 500 && httpStatus <= 599 ? "server_error" : "unexpected_status";
  if (write) return { outcome: "unknown", code, retryable: false, detail };
  const mayPass = code === "server_error" || httpStatus === 408;
  return { outcome: undefined, code, retryable: mayPass, detail, ...(mayPass && { retry: "reads" }) };
}

function classifySuccess<T>(
  { kind, extract }: CallKind<T>,
  body: Record<string, unknown> | undefined,
  detail: string | undefined,
): Verdict<T> {
  const write = kind === "write";
  if (body?.success === false) {
    return { outcome: write ? "rejected" : undefined, code: "request_rejected", retryable: false, detail };
  }
  const data = body === undefined ? undefined : extractSafely(extract, body);
  if (data !== undefined) return { outcome: write ? "accepted" : undefined, data, retryable: false };
  // The response has a success status, but its body is truncated or corrupt. A read can be retried, but after a
  // write, the message may already have been sent.
  if (write) return { outcome: "unknown", code: "unreadable_response", retryable: false, detail };
  return { outcome: undefined, code: "unreadable_response", retry: "reads", retryable: true, detail };
}

// An unexpected response must not cause an exception, because the exception would hide the outcome.
function extractSafely<T>(extract: CallKind<T>["extract"], body: Record<string, unknown>): T | undefined {
  try {
    return extract(body);
  } catch {
    return undefined;
  }
}

const BYTE_ORDER_MARK = "\ufeff";

function readObject({ body, complete }: TransportResponse): Record<string, unknown> | undefined {
  if (!complete) return undefined;
  try {
    // JSON must not begin with a byte order mark, but some servers send one anyway.
    const value: unknown = JSON.parse(body.startsWith(BYTE_ORDER_MARK) ? body.slice(1) : body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
