import { performance } from "node:perf_hooks";
import type { Duration } from "./duration.js";
import { SandboxError } from "./sandbox-error.js";
import { createWork } from "./engine/work.js";

/** A timer that can be called off. Cancelling one that has fired does nothing. */
export interface SandboxTimer {
  cancel(): void;
}

/** How a timer counts. */
export interface SandboxTimerOptions {
  /**
   * Whether {@link SandboxClock.settle} of a real-time clock waits for it. `false` for what is far off by design: webhook retries.
   *
   * @defaultValue `true`
   */
  settles?: boolean;
}

/**
 * The sandbox's time: delivery, webhook retries and rate limits all follow it. It never patches Node's timers, so your
 * app's time stays your app's affair.
 */
export interface SandboxClock {
  /** `manual`: time stands still until {@link SandboxClock.advance} is called. */
  readonly mode: "realtime" | "manual";
  /** Milliseconds that never go back, with fractions. Only differences mean anything. */
  now(): number;
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`. */
  setTimer(run: () => void, delayMs: number, options?: SandboxTimerOptions): SandboxTimer;
  /** Registers work that {@link SandboxClock.settle} and {@link SandboxClock.advance} wait for, and returns it. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Moves a manual clock forward. Resolves when everything that fell due on the way was done: messages moved on, events
   * delivered and answered (or given up after the time-out of an attempt, which is real time), retries of failed ones
   * included as far as they fell due. Calls wait for each other.
   *
   * @param by - Milliseconds, or text such as `"20m"`. `0` does what is due now.
   * @throws {@link SandboxError} `clock_not_manual`; `option_invalid` for something that is no duration.
   */
  advance(by: Duration): Promise<void>;
  /**
   * Resolves when everything due is done and every event on its way is answered, without waiting for webhook retries. On
   * a manual clock no time passes; with its default delays of 0 that still takes every message to its last status.
   */
  settle(): Promise<void>;
}

/**
 * The machine's time.
 *
 * @example
 * ```ts
 * const sandbox = await startSandbox({ clock: realtimeClock() }); // the same as startSandbox()
 * ```
 */
export function realtimeClock(): SandboxClock {
  const work = createWork();
  return {
    mode: "realtime",
    now: () => performance.now(),
    epochMs: () => Date.now(),
    setTimer(run, delayMs, { settles = true } = {}) {
      const done = settles ? work.begin() : () => {};
      const timer = setTimeout(() => {
        try {
          run();
        } finally {
          done(); // after run(): what it starts in turn must be counted before this ends
        }
      }, delayMs);
      return {
        cancel() {
          clearTimeout(timer);
          done();
        },
      };
    },
    track: work.track,
    advance: () =>
      Promise.reject(
        new SandboxError(
          "clock_not_manual",
          'This sandbox runs in real time. Start it with { clock: "manual" } to move time.',
        ),
      ),
    settle: work.idle,
  };
}

/** A pause in real time, whatever the sandbox's clock says: for sockets and people, which know no other time. */
export function realTimer(run: () => void, delayMs: number): SandboxTimer {
  const timer = setTimeout(run, delayMs);
  return { cancel: () => clearTimeout(timer) };
}

/** Milliseconds of real time, with fractions. */
export function realNow(): number {
  return performance.now();
}

/** Real milliseconds since 1970, for certificates: those who check them look at their own clock. */
export function realEpochMs(): number {
  return Date.now();
}
