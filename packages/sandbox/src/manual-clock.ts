import { createWork } from "./engine/work.js";
import { realEpochMs, type SandboxClock } from "./clock.js";
import { toMs } from "./duration.js";

/** What {@link manualClock} takes. */
export interface ManualClockOptions {
  /**
   * The first moment, in milliseconds since 1970.
   *
   * @defaultValue the moment of the call, so that an app which compares with its own clock sees nothing odd
   */
  startEpochMs?: number;
}

interface Job {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * Time that stands still until you move it. Pass one clock to several sandboxes to move them together.
 *
 * @example
 * ```ts
 * const clock = manualClock({ startEpochMs: Date.UTC(2026, 0, 5, 9) });
 * const sandbox = await startSandbox({ clock });
 * await clock.advance("63m"); // all six retries of every event that was refused
 * ```
 */
export function manualClock({ startEpochMs = realEpochMs() }: ManualClockOptions = {}): SandboxClock {
  let nowMs = 0;
  const jobs = new Set<Job>();
  const work = createWork();
  let last: Promise<void> = Promise.resolve();

  const nextDueMs = (): number => {
    let due = Number.POSITIVE_INFINITY;
    for (const job of jobs) due = Math.min(due, job.dueMs);
    return due;
  };

  // Everything of one moment runs together, as it would in real time; then its effects are waited for, which can add
  // further jobs for the same moment. A message's own steps never overtake each other, since each starts the next.
  const runUntil = async (targetMs: number): Promise<void> => {
    for (;;) {
      await work.idle();
      const due = nextDueMs();
      if (due > targetMs) break;
      nowMs = Math.max(nowMs, due);
      for (const job of [...jobs]) {
        if (job.dueMs > nowMs || !jobs.delete(job)) continue;
        job.run();
      }
    }
    nowMs = Math.max(nowMs, targetMs);
  };

  const enqueue = (run: () => Promise<void>): Promise<void> => {
    const mine = last.then(run);
    last = mine.catch(() => {});
    return mine;
  };

  return {
    mode: "manual",
    now: () => nowMs,
    epochMs: () => startEpochMs + nowMs,
    setTimer(run, delayMs) {
      const job: Job = { dueMs: nowMs + Math.max(0, delayMs), run };
      jobs.add(job);
      return { cancel: () => void jobs.delete(job) };
    },
    track: work.track,
    async advance(by) {
      const ms = toMs(by);
      await enqueue(() => runUntil(nowMs + ms));
    },
    settle: () => enqueue(() => runUntil(nowMs)),
  };
}
