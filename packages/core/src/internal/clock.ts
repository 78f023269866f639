/** A timer that can be canceled. Canceling it after it has fired does nothing. */
export interface TimerHandle {
  /** Cancels the timer. */
  cancel(): void;
}

/** The library's time source. Tests pass a virtual clock. Nothing else in core reads a clock or sets a timer. */
export interface Clock {
  /** Monotonic time in milliseconds, with fractions. Only differences between two values are meaningful. */
  now(): number;
  /** Milliseconds since 1970, for dates. */
  epochMs(): number;
  /**
   * Calls `run` once, after `delayMs` milliseconds (0 or more). Delays longer than Node's maximum are split into several timers.
   * With `keepAlive: false`, the process can exit before the timer fires. Use `keepAlive: false` only for housekeeping, not for a
   * timer that a caller awaits.
   */
  setTimer(run: () => void, delayMs: number, options?: { keepAlive?: boolean | undefined }): TimerHandle;
}

// A test runner's fake timers replace the globals. Once the fakes are uninstalled, timers set with them never fire.
// The original functions are therefore captured when this file is loaded. If fake timers are already installed, each fake has a `clock`
// property, which contains the original functions.
function genuine<T extends object>(given: T, name: string): T {
  const { clock } = given as { readonly clock?: Readonly<Record<string, unknown>> };
  const original = clock?.[`_${name}`];
  return typeof original === typeof given ? (original as T) : given;
}

// These are Node's own functions, because a test environment such as jsdom replaces the globals. Their modules are not
// imported, because importing them costs 5 ms of CPU time.
const { getBuiltinModule } = (globalThis as { process?: Partial<NodeJS.Process> }).process ?? {};
const timers = getBuiltinModule?.("node:timers") ?? globalThis;
const { performance } = getBuiltinModule?.("node:perf_hooks") ?? globalThis;

const startTimer = genuine(timers.setTimeout, "setTimeout");
const stopTimer = genuine(timers.clearTimeout, "clearTimeout");
const startImmediate = genuine(timers.setImmediate, "setImmediate");
const RealDate = genuine(Date, "Date");
// Fake timers and Bun both define `now` on the `performance` object itself.
const genuinePerformance = Object.getPrototypeOf(performance) as Partial<typeof performance>;
const monotonicMs = genuinePerformance.now?.bind(performance) ?? performance.now.bind(performance);

/**
 * Resolves after one turn of the event loop. By then, the callbacks of settled promises have run and pending I/O has
 * been read.
 */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => startImmediate(resolve));
}

/**
 * Resolves once pending I/O has been read. A timer can fire late, for example if the event loop was blocked or the
 * process was suspended. A late timer fires before the library has read the data that arrived during the delay.
 */
export async function pendingIo(): Promise<void> {
  await turnOfLoop();
  await turnOfLoop(); // a TLS connection tunneled through an HTTPS proxy needs another turn of the event loop
}

/**
 * Runs `end` for a timer that was set to fire at `dueMs`. If the timer fired late, `end` runs after {@link pendingIo}.
 * Otherwise, `end` runs immediately.
 */
export function afterPendingIo(clock: Pick<Clock, "now">, dueMs: number, end: () => void): void {
  if (clock.now() > dueMs) void pendingIo().then(end);
  else end();
}

// Node fires a timer immediately if its delay exceeds this value.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The system clock. A test runner's fake timers do not affect it.
 *
 * @example
 * ```ts
 * const timer = systemClock.setTimer(() => console.log("a second later"), 1_000, { keepAlive: false });
 * timer.cancel();
 * ```
 */
export const systemClock: Clock = {
  now: () => monotonicMs(),
  epochMs: () => RealDate.now(),
  setTimer(run, delayMs, { keepAlive = true } = {}) {
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      timer =
        leftMs <= LONGEST_TIMER_MS
          ? startTimer(run, leftMs)
          : startTimer(() => arm(leftMs - LONGEST_TIMER_MS), LONGEST_TIMER_MS);
      if (!keepAlive) timer.unref();
    };
    arm(Math.max(0, delayMs));
    return { cancel: () => stopTimer(timer) };
  },
};
