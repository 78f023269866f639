import type { CallInfo, CallResult } from "./call.js";

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

// An interface for users and a class for us: classes with private fields differ between the ESM and the CJS types of this
// package, and a program that sees both could not augment a framework's types with them.

// `any` for the reason, as in the language's own Promise: `catch((error: SendoError) => ...)` is what people write.
/* eslint-disable @typescript-eslint/no-explicit-any */

/** @internal The promise that a call returns. */
export class CallPromise<T> extends Promise<T> implements SendoPromise<T> {
  readonly #call: Promise<CallResult<T>>;

  /** @internal */
  constructor(call: Promise<CallResult<T>>) {
    // The inherited promise is never used: everything is answered from the call, so that a failure is reported once.
    super((resolve) => resolve(undefined as T));
    this.#call = call;
  }

  // What `then` returns is an ordinary promise.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  withResponse(): Promise<{ data: T; info: CallInfo }> {
    return this.#call;
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const take = typeof onFulfilled === "function" ? onFulfilled : undefined;
    // Without a handler the value passes through, as in every promise; then A is T.
    return this.#call.then(({ data }) => (take === undefined ? (data as unknown as A) : take(data)), onRejected);
  }

  override catch<B = never>(onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#call.finally(onFinally).then(({ data }) => data);
  }
}
