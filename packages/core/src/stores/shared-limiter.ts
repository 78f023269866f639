import type { Clock, TimerHandle } from "../internal/clock.js";
import { grantOf, type RateLimitReading } from "../rate-limit/rate-limit-headers.js";
import { Backoff } from "../rate-limit/backoff.js";
import { Ledger, LOST_AFTER_MS, WINDOW_MS } from "../rate-limit/ledger.js";
import { PRIORITIES, PriorityQueue, type Priority } from "../rate-limit/priority-queue.js";
import type { ConnectAhead, LimiterOptions, Permit, RateLimitState, RateLimiter } from "../rate-limit/limiter.js";
import { connectForCalls, type WaitingCall } from "../rate-limit/connect-ahead.js";
import { SLOT_LEASE_MS, type EndedRequest, type RateLimitGrant, type RateLimitReport } from "./rate-limit-store.js";
import { SHARE_AFTER_MS, StoreSession, type StoreSessionOptions } from "./store-session.js";
import { demandAfter, unmetDemand } from "./unmet-demand.js";

/**
 * Maximum delay before a response is reported. The delay is much shorter than a slot's lease. Responses that arrive close
 * together share one report.
 */
const TELL_WITHIN_MS = 200;
/**
 * Maximum delay before an idle process reports a response. Idle means that no other calls are waiting or in flight. If
 * the process were suspended before the report, the slot would stay taken for 30 seconds.
 */
const TELL_LAST_WITHIN_MS = 1;
/** Delay until the next report if the store does not specify one. */
const ASK_AGAIN_MS = 500;

/**
 * Connections are opened in advance only if the next slot is at least this many milliseconds away. If the wait were shorter,
 * the requests would start before a handshake could finish.
 */
const CONNECT_WITHIN_MS = 200;

/** Options for {@link SharedLimiter}. */
export interface SharedLimiterOptions extends LimiterOptions, StoreSessionOptions {
  /**
   * Number of processes that share the limit while the store is unavailable. If this option is `undefined`, the number last
   * reported by the store is used.
   */
  readonly fallbackProcesses: number | undefined;
}

interface Slot {
  readonly id: string;
  readonly usableAtMs: number;
  readonly answeredBefore: number | undefined;
}

type Ended = Omit<EndedRequest, "agoMs"> & { readonly atMs: number };

/** Admits requests by priority, using slots from the shared ledger. */
export class SharedLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #session: StoreSession;
  readonly #fallbackProcesses: number | undefined;
  readonly #backoff: Backoff;
  /** Always counts this process's own requests, but limits them only while the store is unavailable. */
  readonly #ledger: Ledger;
  readonly #queue = new PriorityQueue<WaitingCall>();
  readonly #idleListeners = new Set<() => void>();
  readonly #inFlight = new Set<string>();
  #slots: Slot[] = [];
  #ended: Ended[] = [];
  /** Number of calls that were reported to the store as waiting and have not been granted a slot, by priority. */
  #reportedDemand: Readonly<Record<Priority, number>> = { high: 0, normal: 0, low: 0 };
  #remaining: number | undefined;
  #blockToTellUntilMs = -Infinity;
  #serial = 0;
  #exchanging: Promise<void> | undefined;
  /** Times of the next request for slots and the next report. A single exchange with the store can do both. */
  #askAtMs = Infinity;
  #tellAtMs = Infinity;
  #timer: TimerHandle | undefined;
  #timerAtMs = Infinity;
  #isProceedScheduled = false;
  #hasConnectedAhead = false;

  constructor(options: SharedLimiterOptions) {
    this.#clock = options.clock;
    this.#session = new StoreSession(options);
    this.#fallbackProcesses = options.fallbackProcesses;
    this.#backoff = new Backoff(options.limit, options.random);
    this.#ledger = new Ledger(options.limit);
  }

  get queued(): number {
    return this.#queue.length;
  }

  get configuredLimit(): number {
    return this.#backoff.configured;
  }

  setLimit(limit: number): void {
    this.#backoff.configured = limit;
  }

  get isPristine(): boolean {
    const now = this.#clock.now();
    return this.#isIdle && this.#ended.length === 0 && this.#ledger.isEmpty(now) && this.#backoff.isOpen(now);
  }

  get blockedForMs(): number {
    return this.#backoff.blockedForMs(this.#clock.now());
  }

  get state(): RateLimitState {
    const { blockedForMs } = this;
    return {
      queued: this.#queue.lengths,
      inFlight: this.#inFlight.size - this.#slots.length,
      limit: this.#session.unavailableSinceMs === undefined ? this.#backoff.limit : this.#share,
      remaining: this.#remaining,
      blockedUntil: blockedForMs > 0 ? new Date(this.#clock.epochMs() + blockedForMs) : undefined,
      store: this.#session.unavailableSinceMs === undefined ? "shared" : "away",
    };
  }

  /** Never admits a request synchronously, because slots come from the store. */
  tryAcquire(): undefined {}

  enqueue(priority: Priority, admit: (permit: Permit) => void, again = false, connectAhead?: ConnectAhead): () => void {
    const node = this.#queue.push(priority, { admit, connectAhead }, again);
    this.#scheduleProceed();
    return () => {
      this.#queue.remove(priority, node);
      this.#scheduleProceed();
      this.#announceIdle();
    };
  }

  /** Resolves once the process is idle and has reported this to the store. */
  async idle(): Promise<void> {
    if (!this.#isIdle) await new Promise<void>((resolve) => this.#idleListeners.add(resolve));
    await this.flush();
  }

  /**
   * Reports the current state to the store. It never rejects. Slots that could not be returned are freed when their leases end.
   */
  async flush(): Promise<void> {
    await this.#exchanging;
    // Omitting unused slots from the next report returns them to the store.
    if (this.#tellAtMs < Infinity || this.#slots.length > 0) await this.#exchange();
  }

  get #isIdle(): boolean {
    return this.queued === 0 && this.#inFlight.size === this.#slots.length;
  }

  get #share(): number {
    // Before the store's first response, the number of processes is unknown, so the share is one request per second.
    const processes = this.#fallbackProcesses ?? this.#session.processes ?? Infinity;
    return Math.max(1, Math.floor(this.#backoff.limit / processes));
  }

  /** Schedules `#proceed` once per tick, so that a thousand new calls need only one report. */
  #scheduleProceed(): void {
    if (this.#isProceedScheduled) return;
    this.#isProceedScheduled = true;
    // Fake timers replace `queueMicrotask`.
    void Promise.resolve().then(() => {
      this.#isProceedScheduled = false;
      this.#proceed();
    });
  }

  #proceed(): void {
    const now = this.#clock.now();
    if (this.#slots.length > 0 && this.#session.leaseExpired(now)) this.#drop(0, now);
    while (this.queued > 0) {
      const slot = this.#backoff.admits(now) ? this.#takeSlot(now) : undefined;
      if (slot === undefined) break;
      this.#queue.shift()?.admit(this.#permit(slot));
    }
    if (this.queued === 0) this.#hasConnectedAhead = false;
    this.#plan(now);
  }

  #takeSlot(now: number): Slot | undefined {
    if (this.#slots[0] !== undefined && this.#slots[0].usableAtMs <= now) return this.#slots.shift();
    if (!this.#session.allowsShare(now)) return undefined;
    this.#ledger.limit = this.#share;
    if (!this.#ledger.admits(now)) return undefined;
    const id = `${this.#session.process}:own-${(this.#serial += 1)}`;
    this.#inFlight.add(id);
    return { id, usableAtMs: now, answeredBefore: undefined };
  }

  /** Schedules the next step, which either uses a slot or reports to the store. */
  #plan(now: number): void {
    // Returns slots that are no longer needed or must not be used.
    const surplus = this.#slots.length - Math.min(this.queued, this.#backoff.room(now));
    if (surplus > 0) this.#drop(this.#slots.length - surplus, now);
    const wanted = this.#wanted(now);
    if (PRIORITIES.some((lane) => wanted[lane] > 0 && this.#reportedDemand[lane] === 0)) this.#askBy(now);
    // Frees slots that the store reserved for calls that are no longer waiting.
    const { lengths } = this.#queue;
    if (PRIORITIES.some((lane) => this.#reportedDemand[lane] > 0 && lengths[lane] === 0)) this.#tellBy(now);
    if (this.#inFlight.size > 0) this.#tellBy(this.#session.respondedAtMs + SLOT_LEASE_MS / 3);
    if (this.#exchanging === undefined && this.#exchangeAtMs(now) <= now) void this.#exchange();
    this.#wakeAt(this.#nextAtMs(now), now);
  }

  /** Gives slots back. The next report omits them. */
  #drop(from: number, now: number): void {
    for (const { id } of this.#slots.splice(from)) this.#inFlight.delete(id);
    this.#tellBy(now);
  }

  #wanted(now: number): Record<Priority, number> {
    return unmetDemand(this.#queue.lengths, Math.min(this.queued, this.#backoff.room(now)), this.#slots.length);
  }

  #exchangeAtMs(now: number): number {
    const waits = this.queued > 0;
    const blockedUntilMs = this.#backoff.blockedUntilMs;
    const askAtMs = !waits ? Infinity : blockedUntilMs > now ? blockedUntilMs : this.#askAtMs;
    const atMs = Math.min(askAtMs, this.#tellAtMs);
    if (this.#session.unavailableSinceMs === undefined) return atMs;
    return waits ? this.#session.retryAtMs : Math.max(atMs, this.#session.retryAtMs);
  }

  #nextAtMs(now: number): number {
    const exchangeAtMs = this.#exchanging === undefined ? this.#exchangeAtMs(now) : Infinity;
    if (this.queued === 0 || this.#backoff.room(now) === 0) return exchangeAtMs;
    const slotAtMs = this.#slots[0]?.usableAtMs ?? Infinity;
    const { unavailableSinceMs } = this.#session;
    if (unavailableSinceMs === undefined) return Math.min(exchangeAtMs, slotAtMs);
    const shareFromMs = unavailableSinceMs + SHARE_AFTER_MS;
    const freeAtMs = this.#ledger.nextFreeAtMs() ?? Infinity;
    const shareAtMs = this.#session.allowsShare(now) ? freeAtMs : shareFromMs > now ? shareFromMs : Infinity;
    return Math.min(exchangeAtMs, slotAtMs, shareAtMs);
  }

  #askBy(atMs: number): void {
    this.#askAtMs = Math.min(this.#askAtMs, atMs);
  }

  #tellBy(atMs: number): void {
    this.#tellAtMs = Math.min(this.#tellAtMs, atMs);
  }

  #wakeAt(atMs: number, now: number): void {
    if (atMs === this.#timerAtMs) return;
    this.#timer?.cancel();
    this.#timerAtMs = atMs;
    if (atMs === Infinity) return;
    this.#timer = this.#clock.setTimer(
      () => {
        this.#timerAtMs = Infinity;
        this.#proceed();
      },
      Math.max(0, atMs - now),
    );
  }

  async #exchange(): Promise<void> {
    this.#askAtMs = this.#tellAtMs = Infinity;
    let done!: () => void;
    this.#exchanging = new Promise((resolve) => (done = resolve));
    const now = this.#clock.now();
    const told = this.#ended.length;
    const waiting = this.#wanted(now);
    const grant = await this.#session.exchange({
      requestsPerSecond: this.#backoff.limit,
      waiting,
      inFlight: [...this.#inFlight],
      ended: this.#ended.map(({ atMs, ...ended }) => ({ ...ended, agoMs: now - atMs })),
      blockedForMs: Math.max(0, Math.ceil(this.#blockToTellUntilMs - now)),
    });
    if (grant === undefined) this.#dropExpired();
    else {
      this.#ended.splice(0, told);
      this.#heard(grant, waiting);
    }
    this.#exchanging = undefined;
    done();
    this.#proceed();
  }

  #heard(grant: RateLimitGrant, waiting: RateLimitReport["waiting"]): void {
    const now = this.#clock.now();
    this.#blockToTellUntilMs = -Infinity;
    if (grant.blockedForMs > 0) this.#backoff.block(now + grant.blockedForMs);
    for (const { id, inMs, answeredBefore } of grant.slots) {
      this.#inFlight.add(id);
      this.#slots.push({ id, usableAtMs: now + inMs, answeredBefore });
    }
    this.#slots.sort((a, b) => a.usableAtMs - b.usableAtMs);
    this.#reportedDemand = demandAfter(waiting, grant.slots.length);
    if (PRIORITIES.some((lane) => this.#reportedDemand[lane] > 0)) {
      const { askAgainInMs = ASK_AGAIN_MS } = grant;
      this.#askBy(now + askAgainInMs);
      // Open connections in advance only once per backlog, because unused connections are soon closed.
      if (askAgainInMs >= CONNECT_WITHIN_MS && !this.#hasConnectedAhead) {
        this.#hasConnectedAhead = true;
        connectForCalls(this.#queue, this.#backoff.limit);
      }
    }
    if (this.#ended.length > 0) this.#tellBy(now + TELL_WITHIN_MS);
  }

  /**
   * A request that is outside every window no longer needs to be reported. Because the report omits the request's slot, the
   * store frees the slot.
   */
  #dropExpired(): void {
    const now = this.#clock.now();
    this.#ended = this.#ended.filter(({ how, atMs }) => now - atMs <= (how === "lost" ? LOST_AFTER_MS : WINDOW_MS));
    if (this.#ended.length > 0) this.#tellBy(now);
  }

  #permit({ id, answeredBefore }: Slot): Permit {
    const entry = this.#ledger.take();
    const trial = this.#backoff.start();
    let isOver = false;
    const end = (note: (now: number) => void): void => {
      if (isOver) return;
      isOver = true;
      this.#inFlight.delete(id);
      const now = this.#clock.now();
      note(now);
      this.#tellBy(now + (this.#isIdle ? TELL_LAST_WITHIN_MS : TELL_WITHIN_MS));
      this.#scheduleProceed();
      this.#announceIdle();
    };
    return {
      notSent: () =>
        end(() => {
          // The next report omits the slot, so the store learns that it is free.
          this.#ledger.release();
          this.#backoff.undecided(trial);
        }),
      lost: () =>
        end((now) => {
          this.#ledger.lost(now);
          this.#backoff.undecided(trial);
          this.#ended.push({ id, how: "lost", atMs: now });
        }),
      responded: (httpStatus, reading) =>
        end((now) => {
          this.#ledger.responded(entry, now);
          this.#noteAnswer({ id, answeredBefore }, trial, httpStatus, reading, now);
        }),
    };
  }

  #noteAnswer(
    { id, answeredBefore }: Pick<Slot, "id" | "answeredBefore">,
    trial: number,
    httpStatus: number,
    reading: RateLimitReading,
    now: number,
  ): void {
    const remaining = grantOf(reading);
    this.#remaining = reading.remaining ?? this.#remaining;
    const rejected = httpStatus === 429;
    if (rejected) {
      this.#backoff.rejected(trial, now, reading);
      this.#blockToTellUntilMs = this.#backoff.blockedUntilMs;
      this.#tellBy(now); // The other processes must stop sending, too.
    } else this.#backoff.passed(trial, now, reading.limit);
    this.#ended.push({
      id,
      how: rejected ? "rate-limited" : "answered",
      atMs: now,
      ...(answeredBefore !== undefined && { answeredBefore }),
      ...(remaining !== undefined && { remaining }),
    });
  }

  #announceIdle(): void {
    if (!this.#isIdle) return;
    for (const listener of this.#idleListeners) listener();
    this.#idleListeners.clear();
  }
}
