import type { Clock, TimerHandle } from "../internal/clock.js";
import { grantOf, type RateLimitReading } from "./rate-limit-headers.js";
import { Backoff } from "./backoff.js";
import { Ledger, type LedgerEntry } from "./ledger.js";
import { PriorityQueue, type Priority } from "./priority-queue.js";

/** Options for {@link Limiter}. */
export interface LimiterOptions {
  /** Requests per second. With `Infinity`, no limit is enforced, but the limiter still waits after a 429. */
  limit: number;
  clock: Clock;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  random: () => number;
}

/** Reports how an admitted request ended. Exactly one of the methods is called, and only once. */
export interface Permit {
  /** The request was not sent, so its slot is freed immediately. */
  notSent(): void;
  /** The request was dispatched but got no response. */
  lost(): void;
  /** The request got a response. */
  responded(httpStatus: number, reading: RateLimitReading): void;
}

/** State of the rate limiter, as in `sendo.rateLimit`. */
export interface RateLimitState {
  /** Number of waiting calls, by priority. */
  readonly queued: Readonly<Record<Priority, number>>;
  /** Number of requests in flight. */
  readonly inFlight: number;
  /** The currently enforced limit, in requests per second. `Infinity` if the limiter is off. */
  readonly limit: number;
  /** `X-RateLimit-Remaining` from the latest response. */
  readonly remaining: number | undefined;
  /** Time when sending resumes after a 429. */
  readonly blockedUntil: Date | undefined;
  /**
   * Set only with `rateLimit.store`. `shared`: processes currently share the limit. `away`: the store is unavailable, so this
   * process enforces its own share of the limit.
   */
  readonly store?: "shared" | "away";
}

/** Opens connections for waiting calls, up to a total of `count` connections. */
export type ConnectAhead = (count: number) => void;

/** A limiter for one process, or one that shares its limit with other processes. */
export interface RateLimiter extends Pick<
  Limiter,
  "queued" | "configuredLimit" | "setLimit" | "isPristine" | "blockedForMs" | "state" | "tryAcquire" | "idle"
> {
  /**
   * @param connectAhead - Called if the wait is long enough for a connection to be opened. A single-process
   * limiter never calls this function.
   */
  enqueue(
    priority: Priority,
    admit: (permit: Permit) => void,
    again?: boolean,
    connectAhead?: ConnectAhead,
  ): () => void;
  /** Sends the pending changes to the store. */
  flush?(): Promise<void>;
}

/** The call never entered the queue, so there is nothing to remove. */
const ADMITTED = (): void => {};

/** Admits requests in priority order, according to the ledger's rule. */
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

  get queued(): number {
    return this.#queue.length;
  }

  /** The configured limit, in requests per second. The enforced limit can be lower than the configured limit. */
  get configuredLimit(): number {
    return this.#backoff.configured;
  }

  setLimit(limit: number): void {
    this.#backoff.configured = limit;
    this.#ledger.limit = this.#backoff.limit;
    this.#admitWaiting();
  }

  /**
   * Whether the limiter is in its initial state. In this state, no calls are waiting and no requests are in flight. No
   * earlier request counts against the limit, and no earlier 429 restricts sending.
   */
  get isPristine(): boolean {
    return this.#isIdle && this.#ledger.isEmpty(this.#clock.now()) && this.#backoff.isOpen(this.#clock.now());
  }

  /** How long sending remains blocked after a 429, in milliseconds, or `0` if it is not blocked. */
  get blockedForMs(): number {
    return this.#backoff.blockedForMs(this.#clock.now());
  }

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

  /** Admits a request if no call is waiting and a slot is free. */
  tryAcquire(): Permit | undefined {
    return this.queued === 0 && this.#mayGo(this.#clock.now()) ? this.#permit() : undefined;
  }

  /**
   * Waits for a slot. Calls `admit` once, possibly before this function returns. Returns a function that removes the call from
   * the queue. After admission, the returned function does nothing.
   *
   * @param again - Whether the request was admitted before and received a 429. Such a request goes to the front of the queue
   * for its priority.
   */
  enqueue(priority: Priority, admit: (permit: Permit) => void, again = false): () => void {
    const isFirst = this.queued === 0;
    const now = this.#clock.now();
    if (isFirst && this.#mayGo(now)) {
      admit(this.#permit());
      return ADMITTED;
    }
    const node = this.#queue.push(priority, admit, again);
    // If other calls are waiting, a timer is already set or a response is expected. When the timer fires or the response
    // arrives, the limiter also checks whether this call can proceed.
    if (isFirst) this.#wakeLater(now);
    return () => {
      this.#queue.remove(priority, node);
      this.#announceIdle();
    };
  }

  /** Resolves once no call is waiting and no request is in flight. */
  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.add(resolve));
  }

  get #isIdle(): boolean {
    return this.#inFlight === 0 && this.queued === 0;
  }

  #admitWaiting(): void {
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
      this.#admitWaiting();
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
    this.#cancelTimer();
    // If the wake-up time is unknown, the queue resumes once a request in flight ends.
    if (wakeAtMs <= now || wakeAtMs === Infinity) return;
    this.#timerAtMs = wakeAtMs;
    this.#timer = this.#clock.setTimer(() => {
      this.#timerAtMs = Infinity;
      this.#admitWaiting();
    }, wakeAtMs - now);
  }

  #cancelTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAtMs = Infinity;
  }

  #announceIdle(): void {
    if (this.queued === 0) this.#cancelTimer();
    if (!this.#isIdle || this.#idleListeners.size === 0) return;
    for (const listener of this.#idleListeners) listener();
    this.#idleListeners.clear();
  }
}
