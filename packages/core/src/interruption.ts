import type { Clock, TimerHandle } from "./clock.js";
import { onAbort } from "./on-abort.js";

/** Why a call is ended from outside. */
export type InterruptionReason = "aborted" | "deadline_exceeded" | "client_closed";

/** What can end a call. */
export interface InterruptionSources {
  clock: Clock;
  signal?: AbortSignal | undefined;
  deadlineMs?: number | undefined;
}

/**
 * Everything that can end a call before it is done: the caller's signal, the deadline, the client's `close()`. It holds one
 * place at the signal and one timer, however many steps the call has, and gives both back in {@link dispose}.
 */
export class Interruption {
  readonly #clock: Clock;
  readonly #deadlineAtMs: number;
  readonly #timer: TimerHandle | undefined;
  readonly #forgetSignal: (() => void) | undefined;
  #reason: InterruptionReason | undefined;
  /** How the step that is under way is undone. An object and no closure, by the measure of `docs/decisions.md`. */
  #step: { readonly end: (reason: InterruptionReason) => void } | undefined;

  constructor({ clock, signal, deadlineMs }: InterruptionSources) {
    this.#clock = clock;
    this.#deadlineAtMs = deadlineMs === undefined ? Infinity : clock.now() + deadlineMs;
    if (signal?.aborted) this.#reason = "aborted";
    else if (signal !== undefined) this.#forgetSignal = onAbort(signal, () => this.interrupt("aborted"));
    if (deadlineMs !== undefined && this.#reason === undefined) {
      this.#timer = clock.setTimer(() => this.interrupt("deadline_exceeded"), deadlineMs);
    }
  }

  /** Why the call was ended, or `undefined` while it may go on. The first reason stays. */
  get reason(): InterruptionReason | undefined {
    return this.#reason;
  }

  /** Whether a wait of this length would end after the deadline: then it is not worth starting. */
  leavesNoRoomFor(waitMs: number): boolean {
    return this.#clock.now() + waitMs >= this.#deadlineAtMs;
  }

  /** Ends the call now. */
  interrupt(reason: InterruptionReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#step?.end(reason);
  }

  /**
   * One step of the call: resolves with what the step settles on, or, in the very tick of an interruption, with what
   * `undo` returns. Whichever comes first wins and the other is not heard. A step that settles while it begins is no promise:
   * most have a free place at once, and a call has several of them.
   *
   * @param begin - Starts the step, and returns how to undo it.
   */
  step<T>(
    begin: (settle: (value: T) => void, fail: (error: Error) => void) => (reason: InterruptionReason) => T,
  ): T | Promise<T> {
    let end: { readonly value: T } | { readonly error: Error } | undefined;
    let announce: (() => void) | undefined;
    const finish = (how: NonNullable<typeof end>): void => {
      if (end !== undefined) return;
      end = how;
      this.#step = undefined;
      announce?.();
    };
    const undo = begin(
      (value) => finish({ value }),
      (error) => finish({ error }),
    );
    if (end === undefined && this.#reason !== undefined) finish({ value: undo(this.#reason) });
    if (end !== undefined) return outcomeOf(end);
    this.#step = { end: (reason) => finish({ value: undo(reason) }) };
    return new Promise((resolve) => (announce = () => resolve(outcomeOf(end!))));
  }

  /** Gives back the listener and the timer. */
  dispose(): void {
    this.#timer?.cancel();
    this.#forgetSignal?.();
  }
}

function outcomeOf<T>(end: { readonly value: T } | { readonly error: Error }): T | Promise<T> {
  return "value" in end ? end.value : Promise.reject(end.error);
}
