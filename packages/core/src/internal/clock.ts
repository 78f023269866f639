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
  setTimer(run: () => void, delayMs: number, options?: { keepAlive?: boolean | undefined }): TimerHandle;
}

// A test runner's fake timers replace what is global, and what they fake never comes once they are gone. So the functions are taken once,
// while this file is loaded. Fakes that were installed before carry their clock, and it carries the originals.
function genuine<T extends object>(given: T, name: string): T {
  const { clock } = given as { readonly clock?: Readonly<Record<string, unknown>> };
  const original = clock?.[`_${name}`];
  return typeof original === typeof given ? (original as T) : given;
}

// Node's own functions, since a test environment such as jsdom puts others in their place. Not imported: to import these modules costs
// 5 ms of CPU time.
const { getBuiltinModule } = (globalThis as { process?: Partial<NodeJS.Process> }).process ?? {};
const timers = getBuiltinModule?.("node:timers") ?? globalThis;
const { performance } = getBuiltinModule?.("node:perf_hooks") ?? globalThis;

const startTimer = genuine(timers.setTimeout, "setTimeout");
const stopTimer = genuine(timers.clearTimeout, "clearTimeout");
const startImmediate = genuine(timers.setImmediate, "setImmediate");
const RealDate = genuine(Date, "Date");
// Fakes give the object a `now` of its own, as Bun does.
const genuinePerformance = Object.getPrototypeOf(performance) as Partial<typeof performance>;
const monotonicMs = genuinePerformance.now?.bind(performance) ?? performance.now.bind(performance);

/** Resolves after one turn of the event loop: every promise that was ready has been heard, and pending I/O has been read. */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => startImmediate(resolve));
}

/**
 * Resolves when pending I/O has been read. A timer that fires late (after a blocked event loop, a stopped process, a frozen function)
 * fires before the I/O that came in the meantime.
 */
export async function pendingIo(): Promise<void> {
  await turnOfLoop();
  await turnOfLoop(); // for what needs one more, such as TLS inside of a proxy's TLS
}

/** Runs `end` for a timer that was due at `dueMs`: immediately, or after {@link pendingIo} if the timer has fired late. */
export function afterPendingIo(clock: Pick<Clock, "now">, dueMs: number, end: () => void): void {
  if (clock.now() > dueMs) void pendingIo().then(end);
  else end();
}

// Node fires a timer with a longer delay at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The machine's time. Fake timers of a test runner do not reach it.
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
