import { unusableOption } from "@sendo/core/adapter";
import { realEpochMs, realNow, realTimer, type SandboxClock, type SandboxTimer } from "./clock.js";
import { toMs } from "./duration.js";
import { createInFlight } from "./in-flight.js";
import { JobQueue, type Job } from "./job-queue.js";
import { SandboxError } from "../errors/sandbox-error.js";

const LONGEST_TIMER_MS = 2 ** 31 - 1; // Node's
const PENDING_SHOWN = 1000;
// Under load, jobs become due almost every millisecond. Rounding delays up to whole ticks reduces the number of timers.
const TICK_MS = 8;

/**
 * @internal Creates a manual or a real-time clock. Both use the same job queue. A manual clock advances only through
 * method calls. A real-time clock advances through method calls and with real time.
 */
export function createClock(mode: "realtime" | "manual", startEpochMs: number): SandboxClock {
  const jobs = new JobQueue();
  const work = createInFlight(); // counts the promises passed to track()
  const settling = createInFlight(); // counts the scheduled jobs that settle() waits for if the clock is running
  const listeners = new Set<() => void>();
  let frozen = mode === "manual";
  let speed = 1;
  // Number of method calls that are currently advancing the clock. Real time is ignored during these calls.
  let moving = 0;
  // Last readings of the monotonic clock and the system date. Both are needed, because the system date can be changed
  // while the monotonic clock continues.
  let at = { nowMs: 0, epochMs: startEpochMs, realNowMs: realNow(), realEpochMs: realEpochMs() };
  let timer: SandboxTimer | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const runs = (): boolean => !frozen && moving === 0;
  const now = (): number => at.nowMs + (runs() ? (realNow() - at.realNowMs) * speed : 0);
  const epochMs = (): number => at.epochMs + (runs() ? (realEpochMs() - at.realEpochMs) * speed : 0);

  // Every change to `runs` and `speed` goes through this function, so that the time never jumps.
  const reckon = (change: () => void): void => {
    at = { nowMs: now(), epochMs: epochMs(), realNowMs: realNow(), realEpochMs: realEpochMs() };
    change();
    arm();
  };

  const moveTo = (targetMs: number): void => {
    const by = Math.max(0, targetMs - at.nowMs);
    at = { ...at, nowMs: at.nowMs + by, epochMs: at.epochMs + by };
  };

  function arm(): void {
    timer?.cancel();
    timer = undefined;
    const first = jobs.first();
    if (first === undefined || !runs()) return;
    const delayMs = Math.ceil(Math.max(0, first.dueMs - now()) / speed / TICK_MS) * TICK_MS;
    timer = realTimer(runDue, Math.min(delayMs, LONGEST_TIMER_MS));
  }

  function runDue(): void {
    const nowMs = now();
    try {
      for (let job = jobs.takeDue(nowMs); job !== undefined; job = jobs.takeDue(nowMs)) job.run();
    } finally {
      arm();
    }
  }

  // All jobs due at the same moment are started before any effect is awaited, as in real time. Their effects can add jobs
  // that are due at the same time. A message's steps stay in order, because each step schedules the next.
  const runUntil = async (targetMs: number): Promise<void> => {
    for (;;) {
      await work.idle();
      const dueMs = jobs.first()?.dueMs ?? Number.POSITIVE_INFINITY;
      if (dueMs > targetMs) break;
      moveTo(dueMs);
      const due: Job[] = [];
      for (let job = jobs.takeDue(at.nowMs); job !== undefined; job = jobs.takeDue(at.nowMs)) due.push(job);
      for (const job of due) job.run();
    }
    moveTo(targetMs);
  };

  const move = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(async () => {
      reckon(() => (moving += 1));
      const { nowMs } = at;
      try {
        return await run();
      } finally {
        const moved = at.nowMs > nowMs;
        reckon(() => (moving -= 1));
        if (moved) changed();
      }
    });
    last = mine.catch(() => {});
    return mine;
  };

  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };

  const needRealtime = (): void => {
    if (mode === "realtime") return;
    throw new SandboxError(
      "clock_not_realtime",
      "A manual clock is always frozen. Advance it with advance() or next().",
    );
  };

  return {
    mode,
    get frozen() {
      return frozen;
    },
    get speed() {
      return speed;
    },
    now,
    epochMs,
    setTimer(run, delayMs, { settles = true, what = "timer" } = {}) {
      const done = settles ? settling.begin() : () => {};
      let cancelled = false;
      const job: Job = {
        dueMs: now() + Math.max(0, delayMs),
        what,
        run() {
          if (cancelled) return; // canceled by another job due at the same moment
          try {
            run();
          } finally {
            done(); // called after run(), so that jobs added by run() are counted first
          }
        },
      };
      jobs.add(job);
      if (runs() && jobs.first() === job) arm();
      return {
        cancel() {
          cancelled = true;
          const wasFirst = jobs.first() === job;
          jobs.remove(job);
          if (wasFirst) arm();
          done();
        },
      };
    },
    track: work.track,
    async advance(by) {
      const ms = toMs("clock.advance", "by", by);
      await move(() => runUntil(at.nowMs + ms));
    },
    next: () =>
      move(async () => {
        await work.idle();
        const job = jobs.first();
        if (job !== undefined) await runUntil(Math.max(job.dueMs, at.nowMs));
        return job !== undefined;
      }),
    async settle() {
      if (frozen) return await move(() => runUntil(at.nowMs));
      do {
        await settling.idle();
        await work.idle();
      } while (settling.busy() || work.busy());
    },
    pending: () =>
      jobs
        .toArray()
        .slice(0, PENDING_SHOWN)
        .map(({ dueMs, what }) => ({ dueAt: new Date(epochMs() + Math.max(0, dueMs - now())).toISOString(), what })),
    freeze() {
      if (frozen) return;
      reckon(() => (frozen = true));
      changed();
    },
    unfreeze() {
      needRealtime();
      if (!frozen) return;
      reckon(() => (frozen = false));
      changed();
    },
    setSpeed(given) {
      needRealtime();
      if (typeof given !== "number" || !(given >= 0.1 && given <= 10_000)) {
        throw unusableOption("clock.setSpeed", "speed", "a number from 0.1 to 10000", given);
      }
      reckon(() => (speed = given));
      changed();
    },
    onChange(listener) {
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
