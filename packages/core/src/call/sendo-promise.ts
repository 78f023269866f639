import type { RateLimitReading } from "../rate-limit/rate-limit-headers.js";

/** What happened on the way to a result. */
export interface CallInfo {
  /** Requests made; more than one after a `not-sent` or a 429, none when an idempotency store had the result. */
  readonly attempts: number;
  /** Milliseconds spent waiting for the limiter, for a connection and between attempts. */
  readonly queuedMs: number;
  /** Sendo's HTTP status; `undefined` when no request was made, since an idempotency store had the result. */
  readonly httpStatus: number | undefined;
  /** What the answer's rate-limit headers say. */
  readonly rateLimit: RateLimitReading;
}

/** The result of a call, and how it came about. */
export interface CallResult<T> {
  readonly data: T;
  readonly info: CallInfo;
}

/**
 * A promise of a call's result. The call has started; awaiting it gives the data, {@link SendoPromise.withResponse} the data
 * and how it came about.
 */
export interface SendoPromise<T> extends Promise<T> {
  /**
   * The data together with attempts, time spent waiting, HTTP status and rate-limit headers.
   *
   * @example
   * ```ts
   * const { data, info } = await sendo.messages.retrieve(id).withResponse();
   * console.log(data.status, info.attempts, info.queuedMs, info.rateLimit.remaining);
   * ```
   */
  withResponse(): Promise<{ data: T; info: CallInfo }>;
}

/**
 * @internal The promise that a call returns. It is an ordinary one with a method of its own, and no subclass: `await` looks through
 * ordinary promises only, and so the stack of an error names the line that has sent.
 */
export function sendoPromise<T>(call: Promise<CallResult<T>>): SendoPromise<T> {
  let result: CallResult<T>;
  const data = call.then((whole) => (result = whole).data);
  // From the data and not from the call: a failure then has one way out, and is not also a rejection that nobody handles.
  // A plain property: defining a hidden one costs more than all else that makes this promise.
  return Object.assign(data, { withResponse: () => data.then(() => result) });
}
