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
  #endStep: ((reason: InterruptionReason) => void) | undefined;

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
    this.#endStep?.(reason);
  }

  /**
   * One step of the call: resolves with what the step settles on, or, in the very tick of an interruption, with what
   * `undo` returns. Whichever comes first wins and the other is not heard.
   *
   * @param begin - Starts the step, and returns how to undo it.
   */
  step<T>(
    begin: (settle: (value: T) => void, fail: (error: Error) => void) => (reason: InterruptionReason) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let done = false;
      const once = (end: () => void): void => {
        if (done) return;
        done = true;
        this.#endStep = undefined;
        end();
      };
      const settle = (value: T): void => once(() => resolve(value));
      const undo = begin(settle, (error) => once(() => reject(error)));
      if (done) return;
      if (this.#reason !== undefined) settle(undo(this.#reason));
      else this.#endStep = (reason) => settle(undo(reason));
    });
  }

  /** Gives back the listener and the timer. */
  dispose(): void {
    this.#timer?.cancel();
    this.#forgetSignal?.();
  }
}
