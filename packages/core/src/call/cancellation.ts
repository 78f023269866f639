import { afterPendingIo, type Clock, type TimerHandle } from "../internal/clock.js";
import { onAbort } from "../internal/on-abort.js";

/** Why a call was canceled. */
export type CancellationReason = "aborted" | "deadline_exceeded" | "client_closed";

/** Everything that can cancel a call. */
export interface CancellationSources {
  clock: Clock;
  signal?: AbortSignal | undefined;
  queueSignal?: AbortSignal | undefined;
  deadlineMs?: number | undefined;
}

type StepEnd<T> = { readonly value: T } | { readonly error: Error };

/**
 * Thousands of calls can be waiting at the same time, each in its own step. Each step is therefore a single object with
 * few closures.
 */
interface Step<T> {
  end: StepEnd<T> | undefined;
  undo: ((reason: CancellationReason) => T) | undefined;
  isDispatched: (() => boolean) | undefined;
  resolve: ((value: T | PromiseLike<T>) => void) | undefined;
}

/**
 * Everything that can cancel a call: the caller's signals, the deadline and the client's `close()`. It has one listener
 * per signal and one timer, no matter how many steps the call has. Call `dispose()` to remove the
 * listeners and the timer.
 */
export class Cancellation {
  readonly #clock: Clock;
  readonly #deadlineAtMs: number;
  readonly #timer: TimerHandle | undefined;
  readonly #unsubscribe: (() => void) | undefined;
  readonly #queueSignal: AbortSignal | undefined;
  readonly #unsubscribeQueue: (() => void) | undefined;
  #isCommitted = false;
  #reason: CancellationReason | undefined;
  #isOver = false;
  /**
   * The step in progress. Each step is an object instead of a closure (docs/decisions/2026-11-24-cost-of-a-send.md).
   */
  #step: Step<unknown> | undefined;

  constructor({ clock, signal, queueSignal, deadlineMs }: CancellationSources) {
    this.#clock = clock;
    this.#deadlineAtMs = deadlineMs === undefined ? Infinity : clock.now() + deadlineMs;
    if (signal?.aborted) this.#reason = "aborted";
    else if (signal !== undefined) this.#unsubscribe = onAbort(signal, () => this.cancel("aborted"));
    this.#queueSignal = queueSignal;
    if (queueSignal !== undefined) {
      this.isCommitted = false;
      this.#unsubscribeQueue = onAbort(queueSignal, () => void (this.isCommitted = this.#isCommitted));
    }
    if (deadlineMs !== undefined && this.#reason === undefined) {
      this.#timer = clock.setTimer(() => this.#endAtDeadline(), deadlineMs);
    }
  }

  /** Reason for the cancellation, or `undefined`. Later cancellations do not change it. */
  get reason(): CancellationReason | undefined {
    return this.#reason;
  }

  /** Whether the request may have been sent. While this is `true`, `queueSignal` does not end the call. */
  get isCommitted(): boolean {
    return this.#isCommitted;
  }
  set isCommitted(isCommitted: boolean) {
    this.#isCommitted = isCommitted;
    if (!isCommitted && this.#queueSignal?.aborted) this.cancel("aborted");
  }

  exceedsDeadline(waitMs: number): boolean {
    return this.#clock.now() + waitMs >= this.#deadlineAtMs;
  }

  cancel(reason: CancellationReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const step = this.#step;
    if (step?.undo !== undefined) this.#finish(step, { value: step.undo(reason) });
  }

  /**
   * Whether the call is waiting for the response to a dispatched request. If a timer fires late in this state,
   * pending I/O is read before the call ends. In any other state, it is not read first, because it could complete a
   * handshake, and the request would be sent after its deadline.
   */
  get isDispatched(): boolean {
    return this.#step?.isDispatched?.() === true;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #endAtDeadline(): void {
    const end = (): void => this.cancel("deadline_exceeded");
    if (this.isDispatched) afterPendingIo(this.#clock, this.#deadlineAtMs, end);
    else end();
  }

  /**
   * Runs one step of the call. It resolves with the step's result, or with the result of `undo` if the call is canceled
   * first. A step that settles synchronously does not return a promise. A call has several steps, and most of them settle
   * immediately, so promises would add unnecessary cost.
   *
   * @param begin - Starts the step and returns a function that undoes it.
   * @param isDispatched - Whether the step waits for the response to a dispatched request. If omitted, the step does
   * not wait for a response.
   */
  step<T>(
    begin: (settle: (value: T) => void, fail: (error: Error) => void) => (reason: CancellationReason) => T,
    isDispatched?: () => boolean,
  ): T | Promise<T> {
    const step: Step<T> = { end: undefined, undo: undefined, isDispatched, resolve: undefined };
    const undo = begin(
      (value) => this.#finish(step, { value }),
      (error) => this.#finish(step, { error }),
    );
    if (step.end === undefined && this.#reason !== undefined) this.#finish(step, { value: undo(this.#reason) });
    if (step.end !== undefined) return outcomeOf(step.end);
    step.undo = undo;
    this.#step = step as Step<unknown>;
    return new Promise((resolve) => (step.resolve = resolve));
  }

  #finish<T>(step: Step<T>, end: StepEnd<T>): void {
    if (step.end !== undefined) return;
    step.end = end;
    this.#step = undefined;
    step.resolve?.(outcomeOf(end));
  }

  dispose(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#unsubscribe?.();
    this.#unsubscribeQueue?.();
  }
}

function outcomeOf<T>(end: StepEnd<T>): T | Promise<T> {
  return "value" in end ? end.value : Promise.reject(end.error);
}
