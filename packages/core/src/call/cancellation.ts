import { afterPendingIo, type Clock, type TimerHandle } from "../internal/clock.js";
import { onAbort } from "../internal/on-abort.js";

/** Why a call is ended from outside. */
export type CancellationReason = "aborted" | "deadline_exceeded" | "client_closed";

/** What can end a call. */
export interface CancellationSources {
  clock: Clock;
  signal?: AbortSignal | undefined;
  queueSignal?: AbortSignal | undefined;
  deadlineMs?: number | undefined;
}

type StepEnd<T> = { readonly value: T } | { readonly error: Error };

/** One object and few closures: thousands of calls may wait in a step. */
interface Step<T> {
  end: StepEnd<T> | undefined;
  undo: ((reason: CancellationReason) => T) | undefined;
  isDispatched: (() => boolean) | undefined;
  resolve: ((value: T | PromiseLike<T>) => void) | undefined;
}

/**
 * Everything that can end a call before it is done: the caller's signal, the deadline, the client's `close()`. It holds one
 * place at the signal and one timer, however many steps the call has, and gives both back in {@link dispose}.
 */
export class Cancellation {
  readonly #clock: Clock;
  readonly #deadlineAtMs: number;
  readonly #timer: TimerHandle | undefined;
  readonly #forgetSignal: (() => void) | undefined;
  readonly #queueSignal: AbortSignal | undefined;
  readonly #forgetQueueSignal: (() => void) | undefined;
  #isCommitted = false;
  #reason: CancellationReason | undefined;
  #isOver = false;
  /** The step in progress. An object, not a closure (docs/decisions/2026-11-24-cost-of-a-send.md). */
  #step: Step<unknown> | undefined;

  constructor({ clock, signal, queueSignal, deadlineMs }: CancellationSources) {
    this.#clock = clock;
    this.#deadlineAtMs = deadlineMs === undefined ? Infinity : clock.now() + deadlineMs;
    if (signal?.aborted) this.#reason = "aborted";
    else if (signal !== undefined) this.#forgetSignal = onAbort(signal, () => this.cancel("aborted"));
    this.#queueSignal = queueSignal;
    if (queueSignal !== undefined) {
      this.isCommitted = false;
      this.#forgetQueueSignal = onAbort(queueSignal, () => void (this.isCommitted = this.#isCommitted));
    }
    if (deadlineMs !== undefined && this.#reason === undefined) {
      this.#timer = clock.setTimer(() => this.#endAtDeadline(), deadlineMs);
    }
  }

  /** Why the call was ended, or `undefined` while it may go on. The first reason stays. */
  get reason(): CancellationReason | undefined {
    return this.#reason;
  }

  /** Set while something of the call may have left, which its `queueSignal` does not end. */
  get isCommitted(): boolean {
    return this.#isCommitted;
  }
  set isCommitted(isCommitted: boolean) {
    this.#isCommitted = isCommitted;
    if (!isCommitted && this.#queueSignal?.aborted) this.cancel("aborted");
  }

  /** Whether a wait of this length would end after the deadline: then it is not worth starting. */
  exceedsDeadline(waitMs: number): boolean {
    return this.#clock.now() + waitMs >= this.#deadlineAtMs;
  }

  /** Ends the call now. */
  cancel(reason: CancellationReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const step = this.#step;
    if (step?.undo !== undefined) this.#finish(step, { value: step.undo(reason) });
  }

  /**
   * Whether the call waits for the response to a request that has left. Then a late timer may wait too. Everything else ends in the
   * timer's own tick: pending I/O could be the end of a handshake, and the request would leave after its time.
   */
  get isDispatched(): boolean {
    return this.#step?.isDispatched?.() === true;
  }

  /** Whether the call is over. */
  get isOver(): boolean {
    return this.#isOver;
  }

  #endAtDeadline(): void {
    const end = (): void => this.cancel("deadline_exceeded");
    if (this.isDispatched) afterPendingIo(this.#clock, this.#deadlineAtMs, end);
    else end();
  }

  /**
   * One step of the call: resolves with what the step settles on, or, in the very tick of a cancellation, with what
   * `undo` returns. Whichever comes first wins and the other is not heard. A step that settles while it begins is no promise:
   * most have a free place at once, and a call has several of them.
   *
   * @param begin - Starts the step, and returns how to undo it.
   * @param isDispatched - Whether the step waits for the response to a request that has left. Without it, it does not.
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

  /** Gives back the listener and the timer. */
  dispose(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#forgetSignal?.();
    this.#forgetQueueSignal?.();
  }
}

function outcomeOf<T>(end: StepEnd<T>): T | Promise<T> {
  return "value" in end ? end.value : Promise.reject(end.error);
}
