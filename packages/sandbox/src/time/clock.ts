import { systemClock } from "@sendo/core/adapter";
import type { Duration } from "./duration.js";
import { iso } from "./iso.js";

/** A timer that can be canceled. Canceling a timer that has fired has no effect. */
export interface SandboxTimer {
  /** Cancels the timer. */
  cancel(): void;
}

/** Options for a timer. */
export interface SandboxTimerOptions {
  /**
   * Whether {@link SandboxClock.settle} waits for this timer on a real-time clock. Use `false` for timers with long
   * delays, such as webhook retries.
   *
   * @defaultValue `true`
   */
  settles?: boolean | undefined;
  /** Description for {@link SandboxClock.pending}. @defaultValue `"timer"` */
  what?: string | undefined;
}

/** A pending timer on the clock. */
export interface PendingJob {
  /** Due time on this clock, in ISO 8601 format. */
  readonly dueAt: string;
  /** Description, such as `message 0b6c1f52-... becomes SENT`. */
  readonly what: string;
}

/**
 * The sandbox's clock, which drives delivery, webhook retries and rate limits. It does not change Node's timers, so
 * your app's time is not affected.
 */
export interface SandboxClock {
  /** A `manual` clock changes only when it is advanced. A `realtime` clock runs continuously unless it is frozen. */
  readonly mode: "realtime" | "manual";
  /**
   * Whether time is frozen. A manual clock is always frozen. A real-time clock is frozen from a
   * {@link SandboxClock.freeze} call until the next `unfreeze` call.
   */
  readonly frozen: boolean;
  /** Speed in sandbox seconds per real second. 1 unless {@link SandboxClock.setSpeed} was called. */
  readonly speed: number;
  /** Returns the monotonic time in fractional milliseconds. Only the difference between two values is meaningful. */
  now(): number;
  /** Returns milliseconds since 1970. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`. On a real-time clock, `run` can be called up to 8 ms late (in real time). */
  setTimer(run: () => void, delayMs: number, options?: SandboxTimerOptions): SandboxTimer;
  /** Makes {@link SandboxClock.settle} and {@link SandboxClock.advance} wait for a promise. Returns that promise. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Advances the clock. Resolves once all actions that became due have finished, including status changes, deliveries
   * and their retries. Each delivery attempt runs in real time, until a response arrives or the attempt times out.
   * Concurrent calls run one after another. A real-time clock continues from the new time.
   *
   * @param by - Milliseconds, or a string such as `"20m"`. `0` runs all actions that are due now.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if `by` is not a valid duration.
   */
  advance(by: Duration): Promise<void>;
  /**
   * Advances to the next due time and runs all actions due at that time. Resolves once these actions have finished, as
   * with {@link SandboxClock.advance}.
   * Returns `false` if nothing is pending.
   */
  next(): Promise<boolean>;
  /** Returns the first 1000 pending timers, ordered by due time. */
  pending(): PendingJob[];
  /**
   * Freezes the clock. It then advances only when you call {@link SandboxClock.advance} or {@link SandboxClock.next}.
   * Calling this method on a manual clock has no effect.
   */
  freeze(): void;
  /**
   * Unfreezes the clock.
   *
   * @throws A {@link SandboxError} with code `clock_not_realtime`.
   */
  unfreeze(): void;
  /**
   * Sets the clock's speed.
   *
   * @param speed - Sandbox seconds per real second, from 0.1 to 10,000.
   * @throws A {@link SandboxError} with code `clock_not_realtime`.
   * @throws A {@link SendoConfigError} with code `config_option_invalid` if `speed` is out of range.
   */
  setSpeed(speed: number): void;
  /**
   * Calls `listener` after the clock is advanced, frozen or unfrozen, or after its speed changes. Returns a function
   * that removes the listener.
   */
  onChange(listener: () => void): () => void;
  /**
   * Resolves once all due actions have finished and every delivery in flight has received a response. It does not wait
   * for webhook retries. Time does not pass on a frozen clock. A manual clock's default delays are 0.
   * With these delays, every message still reaches its final status.
   */
  settle(): Promise<void>;
}

/** @internal The clock's state, in the form that `GET /info` returns. */
export interface ClockView extends Pick<SandboxClock, "mode" | "frozen" | "speed"> {
  /** Current time in ISO 8601 format. */
  readonly now: string;
}

/** @internal */
export function clockView(clock: SandboxClock): ClockView {
  const { mode, frozen, speed } = clock;
  return { mode, now: iso(clock.epochMs()), frozen, speed };
}

/** Sets a timer in real time, because sockets and users do not follow the sandbox's clock. */
export function realTimer(run: () => void, delayMs: number): SandboxTimer {
  return systemClock.setTimer(run, delayMs);
}

/** Returns the real time in fractional milliseconds. */
export function realNow(): number {
  return systemClock.now();
}

/**
 * Returns the real time in milliseconds since 1970. Dates in certificates use real time, because clients check
 * them against their own clock.
 */
export function realEpochMs(): number {
  return systemClock.epochMs();
}
