import { systemClock } from "@sendo/core/adapter";
import type { Duration } from "./duration.js";
import { iso } from "./iso.js";

/** A timer that can be called off. Cancelling one that has fired does nothing. */
export interface SandboxTimer {
  /** Calls the timer off, for good. */
  cancel(): void;
}

/** How a timer counts. */
export interface SandboxTimerOptions {
  /**
   * Whether {@link SandboxClock.settle} of a real-time clock waits for it. `false` for what is far off by design: webhook retries.
   *
   * @defaultValue `true`
   */
  settles?: boolean | undefined;
  /** What is going to happen, for {@link SandboxClock.pending}. @defaultValue `"timer"` */
  what?: string | undefined;
}

/** Something that the clock will do. */
export interface PendingJob {
  /** ISO 8601, on this clock. */
  readonly dueAt: string;
  /** In words, such as `message 0b6c1f52-... becomes SENT`. */
  readonly what: string;
}

/**
 * The sandbox's time: delivery, webhook retries and rate limits all follow it. It never patches Node's timers, so your
 * app's time stays your app's affair.
 */
export interface SandboxClock {
  /** `manual`: time stands still until it is moved. `realtime`: it runs by itself. */
  readonly mode: "realtime" | "manual";
  /** Whether time stands still: always on a manual clock, between {@link SandboxClock.freeze} and `unfreeze` on the other. */
  readonly frozen: boolean;
  /** Sandbox seconds in one real second. 1 unless {@link SandboxClock.setSpeed} was called. */
  readonly speed: number;
  /** Milliseconds that never go back, with fractions. Only differences mean anything. */
  now(): number;
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`. */
  setTimer(run: () => void, delayMs: number, options?: SandboxTimerOptions): SandboxTimer;
  /** Registers work that {@link SandboxClock.settle} and {@link SandboxClock.advance} wait for, and returns it. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Moves time forward at once. Resolves when everything that fell due on the way was done: messages moved on, events
   * delivered and answered (or given up after the time-out of an attempt, which is real time), retries of failed ones
   * included as far as they fell due. Calls wait for each other. A clock in real time runs on from there.
   *
   * @param by - Milliseconds, or text such as `"20m"`. `0` does what is due now.
   * @throws A {@link SendoConfigError} `config_option_invalid`: `by` is not a duration.
   */
  advance(by: Duration): Promise<void>;
  /** Moves time to the next job, does all that is due then, and waits as {@link SandboxClock.advance}; `false` if there is none. */
  next(): Promise<boolean>;
  /** What is going to happen, soonest first; the first 1000. */
  pending(): PendingJob[];
  /** Makes time stand still, so that it moves by {@link SandboxClock.advance} only. Does nothing on a manual clock. */
  freeze(): void;
  /**
   * Lets time run again.
   *
   * @throws A {@link SandboxError} `clock_not_realtime`.
   */
  unfreeze(): void;
  /**
   * Lets time run faster or slower.
   *
   * @param speed - Sandbox seconds in one real second, 0.1 to 10,000.
   * @throws A {@link SandboxError} `clock_not_realtime`.
   * @throws A {@link SendoConfigError} `config_option_invalid`: `speed` is out of range.
   */
  setSpeed(speed: number): void;
  /** Calls `listener` after time was moved, frozen, unfrozen or given another speed, until the result is called. */
  onChange(listener: () => void): () => void;
  /**
   * Resolves when everything due is done and every event on its way is answered, without waiting for webhook retries. On
   * a clock that stands still no time passes; with a manual clock's default delays of 0 that still takes every message to
   * its last status.
   */
  settle(): Promise<void>;
}

/** @internal The clock as `GET /info` shows it. */
export interface ClockView extends Pick<SandboxClock, "mode" | "frozen" | "speed"> {
  /** ISO 8601. */
  readonly now: string;
}

/** @internal */
export function clockView(clock: SandboxClock): ClockView {
  const { mode, frozen, speed } = clock;
  return { mode, now: iso(clock.epochMs()), frozen, speed };
}

/** A pause in real time, whatever the sandbox's clock says: for sockets and people, which know no other time. */
export function realTimer(run: () => void, delayMs: number): SandboxTimer {
  return systemClock.setTimer(run, delayMs);
}

/** Milliseconds of real time, with fractions. */
export function realNow(): number {
  return systemClock.now();
}

/** Real milliseconds since 1970, for certificates: those who check them look at their own clock. */
export function realEpochMs(): number {
  return systemClock.epochMs();
}
