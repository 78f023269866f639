import { turnOfLoop, type Clock, type TimerHandle } from "../internal/clock.js";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * A clock that advances only on request. Timers run in chronological order, each in its own event-loop turn.
 *
 * @example
 * ```ts
 * const fake = fakeSendo();
 * fake.next({ kind: "accepted-then", then: "hang" });
 * const sent = fake.client.messages.send({ to: "+12065550142", body: "Your table is ready" }).catch((error) => error.outcome);
 * await fake.clock.advance(60_000); // the timeout of a write
 * console.log(await sent); // unknown
 * ```
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #startEpochMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startEpochMs = Date.UTC(2026, 0, 1)) {
    this.#startEpochMs = startEpochMs;
  }

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#nowMs;
  }

  setTimer(run: () => void, delayMs: number): TimerHandle {
    const timer: Timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** Number of pending timers. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Advances the clock, runs the timers that are due and waits for their effects. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await turnOfLoop();
    for (let timer = this.#next(); timer !== undefined && timer.atMs <= untilMs; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.run();
      await turnOfLoop();
    }
    this.#nowMs = untilMs;
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order)) next = timer;
    }
    return next;
  }
}
