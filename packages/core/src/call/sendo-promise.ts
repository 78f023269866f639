import type { RateLimitReading } from "../rate-limit/rate-limit-headers.js";

/** Information about how a result was obtained. */
export interface CallInfo {
  /** Number of requests made: more than 1 after retries, and 0 if the result came from an idempotency store. */
  readonly attempts: number;
  /** Total waiting time in milliseconds: for the limiter, for a connection, and between attempts. */
  readonly queuedMs: number;
  /** Sendo's HTTP status, or `undefined` if the result came from an idempotency store. */
  readonly httpStatus: number | undefined;
  /** The response's rate-limit headers. */
  readonly rateLimit: RateLimitReading;
}

/** A call's result, with information about the call. */
export interface CallResult<T> {
  readonly data: T;
  readonly info: CallInfo;
}

/**
 * A promise for a call's result. The call has already started. Awaiting the promise returns only the data.
 * {@link SendoPromise.withResponse} also returns information about the call.
 */
export interface SendoPromise<T> extends Promise<T> {
  /**
   * Returns the data together with the number of attempts, the waiting time, the HTTP status and the rate-limit headers.
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
 * @internal Creates the promise that a call returns. It is a plain promise with an extra method, not a subclass. Error
 * stacks include the caller's line only if the awaited value is a plain promise.
 */
export function sendoPromise<T>(call: Promise<CallResult<T>>): SendoPromise<T> {
  let result: CallResult<T>;
  const data = call.then((whole) => (result = whole).data);
  // `withResponse()` derives its promise from `data`. Otherwise, a failed call would leave `data` with an unhandled
  // rejection. A plain property is the cheapest way to add the method.
  return Object.assign(data, { withResponse: () => data.then(() => result) });
}
