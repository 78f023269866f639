import type { CallInfo, CallResult } from "./call.js";

// `any` for the reason, as in the language's own Promise: `catch((error: SendoError) => ...)` is what people write.
/* eslint-disable @typescript-eslint/no-explicit-any */

/**
 * A promise of a call's result. The call has started; awaiting it gives the data, {@link SendoPromise.withResponse} the data
 * and how it came about.
 */
export class SendoPromise<T> extends Promise<T> {
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

  /**
   * The data together with attempts, time spent waiting, HTTP status and rate-limit headers.
   *
   * @example
   * ```ts
   * const { data, info } = await sendo.messages.retrieve(id).withResponse();
   * console.log(data.status, info.attempts, info.queuedMs, info.rateLimit.remaining);
   * ```
   */
  withResponse(): Promise<{ data: T; info: CallInfo }> {
    return this.#call;
  }

  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: any) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#call.then(({ data }) => data).then(onFulfilled, onRejected);
  }

  override catch<B = never>(onRejected?: ((reason: any) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#call.finally(onFinally).then(({ data }) => data);
  }
}
