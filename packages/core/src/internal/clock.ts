import { performance } from "node:perf_hooks";

/** A timer that can be called off. Cancelling one that has fired does nothing. */
export interface TimerHandle {
  /** Calls the timer off, for good. */
  cancel(): void;
}

/**
 * Where the library gets its time from. Tests pass a virtual one; nothing else in core reads a clock or sets a timer.
 */
export interface Clock {
  /** Milliseconds that never go back, with fractions. Only differences mean anything. */
  now(): number;
  /** Milliseconds since 1970, for dates that people read. */
  epochMs(): number;
  /**
   * Calls `run` once after `delayMs` (0 or more; waits longer than a Node timer holds are chained).
   * `keepAlive: false` lets the process exit before it fires: right for housekeeping, wrong for what somebody awaits.
   */
  setTimer(run: () => void, delayMs: number, options?: { keepAlive?: boolean }): TimerHandle;
}

// Node fires a timer with a longer delay at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimer(run, delayMs, { keepAlive = true } = {}) {
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      timer =
        leftMs <= LONGEST_TIMER_MS
          ? setTimeout(run, leftMs)
          : setTimeout(() => arm(leftMs - LONGEST_TIMER_MS), LONGEST_TIMER_MS);
      if (!keepAlive) timer.unref();
    };
    arm(Math.max(0, delayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};
