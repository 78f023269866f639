import type { Clock, TimerHandle } from "../internal/clock.js";
import { grantOf, type RateLimitReading } from "./rate-limit-headers.js";
import { Backoff } from "./backoff.js";
import { Ledger, type LedgerEntry } from "./ledger.js";
import { PriorityQueue, type Priority } from "./priority-queue.js";

/** What a limiter is made of. */
export interface LimiterOptions {
  /** Requests a second; `Infinity` keeps no limit, but still waits after a 429. */
  limit: number;
  clock: Clock;
  /** 0 (inclusive) to 1 (exclusive). */
  random: () => number;
}

/** How a request that was let through has ended. Exactly one of the three is called, exactly once. */
export interface Permit {
  /** It never left: its slot is free at once. */
  notSent(): void;
  /** It left and was never answered. */
  lost(): void;
  /** It was answered. */
  responded(httpStatus: number, reading: RateLimitReading): void;
}

/** What `sendo.rateLimit` shows. */
export interface RateLimitState {
  /** Calls that wait for their turn, by lane. */
  readonly queued: Readonly<Record<Priority, number>>;
  /** Requests under way. */
  readonly inFlight: number;
  /** Requests a second that are kept at present; `Infinity` when the limiter is off. */
  readonly limit: number;
  /** `X-RateLimit-Remaining` of the latest answer. */
  readonly remaining: number | undefined;
  /** Until when nothing is sent, after a 429. */
  readonly blockedUntil: Date | undefined;
  /** With `rateLimit.store`: whether the limit is shared at present, or this process keeps to its share. */
  readonly store?: "shared" | "away";
}

/** What lets calls through: the limiter of one process, or one that shares its limit with others. */
export interface RateLimiter extends Pick<
  Limiter,
  | "queued"
  | "configuredLimit"
  | "setLimit"
  | "isPristine"
  | "blockedForMs"
  | "state"
  | "tryAcquire"
  | "enqueue"
  | "idle"
> {
  /** Tells others what they do not know yet. */
  flush?(): Promise<void>;
}

/** Nothing to leave. */
const ADMITTED = (): void => {};

/** Lets requests through as the ledger allows, in the order of the lanes. */
export class Limiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #backoff: Backoff;
  readonly #queue = new PriorityQueue<(permit: Permit) => void>();
  readonly #idleListeners = new Set<() => void>();
  #inFlight = 0;
  #remaining: number | undefined;
  #timer: TimerHandle | undefined;
  #timerAtMs = Infinity;

  constructor({ limit, clock, random }: LimiterOptions) {
    this.#clock = clock;
    this.#ledger = new Ledger(limit);
    this.#backoff = new Backoff(limit, random);
  }

  /** Calls that wait, in all lanes. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Requests a second that the client asked for, whatever is kept at present. */
  get configuredLimit(): number {
    return this.#backoff.configured;
  }

  /** Keeps another limit from now on. */
  setLimit(limit: number): void {
    this.#backoff.configured = limit;
    this.#ledger.limit = this.#backoff.limit;
    this.#admitWhoMayGo();
  }

  /** Whether nothing waits, is under way or can still be in a window: a new limiter would behave no differently. */
  get isPristine(): boolean {
    return this.#isIdle && this.#ledger.isEmpty(this.#clock.now()) && this.#backoff.isOpen(this.#clock.now());
  }

  /** How long nothing will be sent for certain, after a 429; `0` when nothing stands against it. */
  get blockedForMs(): number {
    return this.#backoff.blockedForMs(this.#clock.now());
  }

  /** A picture of this moment. */
  get state(): RateLimitState {
    const { blockedForMs } = this;
    return {
      queued: this.#queue.lengths,
      inFlight: this.#inFlight,
      limit: this.#ledger.limit,
      remaining: this.#remaining,
      blockedUntil: blockedForMs > 0 ? new Date(this.#clock.epochMs() + blockedForMs) : undefined,
    };
  }

  /** Lets a request through if nobody waits and one may go at this moment. */
  tryAcquire(): Permit | undefined {
    return this.queued === 0 && this.#mayGo(this.#clock.now()) ? this.#permit() : undefined;
  }

  /**
   * Waits for a turn. `admit` is called once, possibly before this returns. What is returned leaves the queue; after
   * admission it does nothing.
   *
   * @param again - For a request that was let through before and rejected: it does not go to the end of its lane.
   */
  enqueue(priority: Priority, admit: (permit: Permit) => void, again = false): () => void {
    const isFirst = this.queued === 0;
    const now = this.#clock.now();
    if (isFirst && this.#mayGo(now)) {
      admit(this.#permit());
      return ADMITTED;
    }
    const node = this.#queue.push(priority, admit, again);
    // Whoever is waiting already has found out until when: a timer, or an answer, moves on all of them.
    if (isFirst) this.#wakeLater(now);
    return () => {
      this.#queue.remove(priority, node);
      this.#announceIdle();
    };
  }

  /** Resolves when no call waits and no request is under way. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.add(resolve));
  }

  get #isIdle(): boolean {
    return this.#inFlight === 0 && this.queued === 0;
  }

  #admitWhoMayGo(): void {
    while (this.queued > 0) {
      const now = this.#clock.now();
      if (!this.#mayGo(now)) return this.#wakeLater(now);
      this.#queue.shift()?.(this.#permit());
    }
  }

  #mayGo(nowMs: number): boolean {
    return this.#backoff.admits(nowMs) && this.#ledger.admits(nowMs);
  }

  #permit(): Permit {
    const entry = this.#ledger.take();
    const trial = this.#backoff.start();
    this.#inFlight += 1;
    let ended = false;
    const end = (note: () => void): void => {
      if (ended) return;
      ended = true;
      this.#inFlight -= 1;
      note();
      this.#ledger.limit = this.#backoff.limit;
      this.#admitWhoMayGo();
      this.#announceIdle();
    };
    return {
      notSent: () =>
        end(() => {
          this.#ledger.release();
          this.#backoff.undecided(trial);
        }),
      lost: () =>
        end(() => {
          this.#ledger.lost(this.#clock.now());
          this.#backoff.undecided(trial);
        }),
      responded: (httpStatus, reading) => end(() => this.#noteAnswer(entry, trial, httpStatus, reading)),
    };
  }

  #noteAnswer(entry: LedgerEntry, trial: number, httpStatus: number, reading: RateLimitReading): void {
    const now = this.#clock.now();
    this.#remaining = reading.remaining ?? this.#remaining;
    if (httpStatus === 429) {
      this.#ledger.responded(entry, now);
      this.#ledger.revokeGrants();
      this.#backoff.rejected(trial, now, reading);
    } else {
      this.#ledger.responded(entry, now, grantOf(reading));
      this.#backoff.passed(trial, now, reading.limit);
    }
  }

  #wakeLater(now: number): void {
    const slotAtMs = this.#ledger.admits(now) ? now : (this.#ledger.nextFreeAtMs() ?? Infinity);
    const wakeAtMs = Math.max(slotAtMs, this.#backoff.blockedUntilMs);
    if (wakeAtMs === this.#timerAtMs) return;
    this.#sleep();
    // Where no moment can be named, an answer that is under way will move things on.
    if (wakeAtMs <= now || wakeAtMs === Infinity) return;
    this.#timerAtMs = wakeAtMs;
    this.#timer = this.#clock.setTimer(() => {
      this.#timerAtMs = Infinity;
      this.#admitWhoMayGo();
    }, wakeAtMs - now);
  }

  #sleep(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = Infinity;
  }

  #announceIdle(): void {
    if (this.queued === 0) this.#sleep();
    if (!this.#isIdle || this.#idleListeners.size === 0) return;
    for (const listener of this.#idleListeners) listener();
    this.#idleListeners.clear();
  }
}
