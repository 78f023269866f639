import type { Outcome, SendoErrorCode } from "../errors/error-codes.js";
import type { CancellationReason } from "./cancellation.js";
import type { TransportResponse } from "../transport/transport.js";

/** Why an attempt has no answer. */
export type FailureReason =
  "connection" | "certificate" | "attempt_timeout" | "queue_full" | "queue_timeout" | CancellationReason;

/** An attempt without an answer, and the evidence of whether anything left. */
export interface AttemptFailure {
  readonly kind: "failure";
  readonly reason: FailureReason;
  /** Whether any byte may have left this process. `false` is proof that none has, and that none will. */
  readonly dispatched: boolean;
  readonly cause?: unknown;
}

/** How one attempt ended. */
export type AttemptEnd = { readonly kind: "response"; readonly response: TransportResponse } | AttemptFailure;

/** What an attempt means for the call. */
export interface Verdict<T> {
  /** What became of the write; `undefined` for a read. */
  readonly outcome: Outcome | undefined;
  /** The result, when the attempt succeeded. */
  readonly data?: T;
  /** What went wrong, when it did not. */
  readonly code?: SendoErrorCode;
  /** Which kind of repeat is safe, if any: `retry.notSent`, `retry.rateLimited` or `retry.reads`. */
  readonly retry?: "notSent" | "rateLimited" | "reads";
  /** Whether the same call may be made again by a machine, once our own repeats are used up. */
  readonly retryable: boolean;
  /** Sendo's own error message. */
  readonly detail?: string | undefined;
}

/** What the classifier has to know of a call. */
export interface CallKind<T> {
  readonly kind: "read" | "write";
  /** Takes the result out of a JSON object that says success; `undefined` when it is not in there. */
  readonly extract: (body: Record<string, unknown>) => T | undefined;
}

// For these the status line is enough, even when the body is cut: the server rejected before it did anything.
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

/** Whether this status proves by itself that the request was rejected, 429 included. */
export function isRejection(httpStatus: number): boolean {
  return httpStatus === 429 || REJECTED_STATUSES[httpStatus] !== undefined;
}

/**
 * Decides what became of a call. Pure, and careful by default: whatever is not proved to be something else is `unknown`
 * for a write, so that a failure nobody has thought of cannot lead to a second message.
 */
export function classify<T>(question: CallKind<T>, end: AttemptEnd): Verdict<T> {
  return end.kind === "response" ? classifyResponse(question, end.response) : classifyFailure(question, end);
}

// What another try may get past; of these, what our own repeats try for a call whose time is not up.
const MAY_PASS: ReadonlySet<FailureReason> = new Set([
  "connection",
  "attempt_timeout",
  "queue_full",
  "queue_timeout",
  "deadline_exceeded",
]);
const REPEATED: ReadonlySet<FailureReason> = new Set(["connection", "attempt_timeout"]);

function classifyFailure<T>({ kind }: CallKind<T>, { reason, dispatched }: AttemptFailure): Verdict<T> {
  const code = failureCode(reason, dispatched);
  if (kind === "write" && dispatched) return { outcome: "unknown", code, retryable: false };
  const write = kind === "write";
  return {
    outcome: write ? "not-sent" : undefined,
    code,
    retryable: MAY_PASS.has(reason),
    ...(REPEATED.has(reason) && { retry: write ? "notSent" : "reads" }),
  };
}

function failureCode(reason: FailureReason, dispatched: boolean): SendoErrorCode {
  if (reason === "certificate") return "certificate_untrusted";
  if (reason === "connection") return dispatched ? "connection_lost" : "connection_failed";
  return reason;
}

function classifyResponse<T>(question: CallKind<T>, response: TransportResponse): Verdict<T> {
  const { httpStatus } = response;
  const write = question.kind === "write";
  const body = readObject(response);
  const detail = typeof body?.error === "string" ? body.error : undefined;

  if (httpStatus >= 200 && httpStatus <= 299) return classifySuccess(question, body, detail);
  if (httpStatus === 429) {
    return {
      outcome: write ? "rejected" : undefined,
      code: "rate_limited",
      retry: "rateLimited",
      retryable: true,
      detail,
    };
  }
  const refusal = REJECTED_STATUSES[httpStatus];
  if (refusal !== undefined) {
    // Sendo answers a wrong key with its own error body; a 403 without one comes from something in between.
    const code = refusal === "api_key_invalid" && detail === undefined ? "forbidden_by_proxy" : refusal;
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
  // A cut or garbled success: for a read worth asking again, for a write perhaps a message that is already on its way.
  if (write) return { outcome: "unknown", code: "unreadable_response", retryable: false, detail };
  return { outcome: undefined, code: "unreadable_response", retry: "reads", retryable: true, detail };
}

// What takes a result out must not turn an answer that it did not expect into an exception: then nothing would be known.
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
    // JSON must not begin with one, and some servers write it all the same.
    const value: unknown = JSON.parse(body.startsWith(BYTE_ORDER_MARK) ? body.slice(1) : body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
