import type { Clock, TimerHandle } from "../internal/clock.js";
import type { RateLimitReading } from "../rate-limit/rate-limit-headers.js";
import { BackOff } from "../rate-limit/backoff.js";
import { Ledger, LOST_AFTER_MS, WINDOW_MS } from "../rate-limit/ledger.js";
import { LANES, Lanes, type Priority } from "../rate-limit/priority-queue.js";
import type { LimiterOptions, Permit, RateLimitState, TurnKeeper } from "../rate-limit/limiter.js";
import type { EndedRequest, RateLimitGrant, RateLimitReport } from "./rate-limit-store.js";
import { LEASE_MS, lessPlaces } from "../testing/stores/shared-ledger.js";
import { SHARE_AFTER_MS, StoreLink, type StoreLinkOptions } from "./store-session.js";
import { wantedPlaces } from "./unmet-demand.js";

/** An answer is told within this time: long before its place is free, and in one message with its neighbours. */
const TELL_WITHIN_MS = 200;
/** When a store does not say when to ask again. */
const ASK_AGAIN_MS = 500;

/** What a limiter is made of that shares its limit with other processes. */
export interface SharedLimiterOptions extends LimiterOptions, StoreLinkOptions {
  /** Among how many the limit is divided while the store is away; `undefined`: as many as it knew of last. */
  readonly processes: number | undefined;
}

interface Place {
  readonly id: string;
  readonly usableAtMs: number;
  readonly answeredBefore: number | undefined;
}

type Ended = Omit<EndedRequest, "agoMs"> & { readonly atMs: number };

/** Lets requests through as the shared ledger allows, in the order of the lanes. */
export class SharedLimiter implements TurnKeeper {
  readonly #clock: Clock;
  readonly #link: StoreLink;
  readonly #dividedAmong: number | undefined;
  readonly #backOff: BackOff;
  /** This process's own requests, for when the store is away. */
  readonly #ledger: Ledger;
  readonly #lanes = new Lanes<(permit: Permit) => void>();
  readonly #idleListeners = new Set<() => void>();
  readonly #inFlight = new Set<string>();
  #places: Place[] = [];
  #ended: Ended[] = [];
  /** Who waits, as far as the store knows. */
  #told: Readonly<Record<Priority, number>> = { high: 0, normal: 0, low: 0 };
  #remaining: number | undefined;
  #blockToTellUntilMs = -Infinity;
  #serial = 0;
  #exchanging: Promise<void> | undefined;
  /** When to ask for places, and when to tell what has happened; one message does both. */
  #askAtMs = Infinity;
  #tellAtMs = Infinity;
  #timer: TimerHandle | undefined;
  #timerAtMs = Infinity;
  #isStirring = false;

  constructor(options: SharedLimiterOptions) {
    this.#clock = options.clock;
    this.#link = new StoreLink(options);
    this.#dividedAmong = options.processes;
    this.#backOff = new BackOff(options.limit, options.random);
    this.#ledger = new Ledger(options.limit);
  }

  get queued(): number {
    return this.#lanes.length;
  }

  get configuredLimit(): number {
    return this.#backOff.configured;
  }

  keep(limit: number): void {
    this.#backOff.configured = limit;
  }

  get isForgotten(): boolean {
    const now = this.#clock.now();
    return this.#isIdle && this.#ended.length === 0 && this.#ledger.isEmpty(now) && this.#backOff.isOpen(now);
  }

  get blockedForMs(): number {
    return this.#backOff.blockedForMs(this.#clock.now());
  }

  get state(): RateLimitState {
    const { blockedForMs } = this;
    return {
      queued: this.#lanes.waiting,
      inFlight: this.#inFlight.size - this.#places.length,
      limit: this.#link.awaySinceMs === undefined ? this.#backOff.limit : this.#share,
      remaining: this.#remaining,
      blockedUntil: blockedForMs > 0 ? new Date(this.#clock.epochMs() + blockedForMs) : undefined,
      store: this.#link.awaySinceMs === undefined ? "shared" : "away",
    };
  }

  /** Never: a place comes from the store. */
  admitNow(): undefined {}

  enter(priority: Priority, admit: (permit: Permit) => void, again = false): () => void {
    const place = this.#lanes.join(priority, admit, again);
    this.#stir();
    return () => {
      this.#lanes.leave(priority, place);
      this.#stir();
      this.#announceIdle();
    };
  }

  idle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.add(resolve));
  }

  /** Tells the store what it does not know yet. Never rejects: a place that is not given back has a lease. */
  async flush(): Promise<void> {
    await this.#exchanging;
    if (this.#ended.length > 0 || this.#places.length > 0) await this.#exchange();
  }

  get #isIdle(): boolean {
    return this.queued === 0 && this.#inFlight.size === this.#places.length;
  }

  get #share(): number {
    // A store that has never answered has not said how many there are: then the least that is anything.
    const processes = this.#dividedAmong ?? this.#link.processes ?? Infinity;
    return Math.max(1, Math.floor(this.#backOff.limit / processes));
  }

  /** Does what can be done now, once for everything that happens in one go: a thousand calls ask with one message. */
  #stir(): void {
    if (this.#isStirring) return;
    this.#isStirring = true;
    queueMicrotask(() => {
      this.#isStirring = false;
      this.#proceed();
    });
  }

  #proceed(): void {
    const now = this.#clock.now();
    if (this.#places.length > 0 && this.#link.isOutlived(now)) this.#drop(0, now);
    while (this.queued > 0) {
      const place = this.#backOff.admits(now) ? this.#takePlace(now) : undefined;
      if (place === undefined) break;
      this.#lanes.shift()?.(this.#permit(place));
    }
    this.#plan(now);
  }

  #takePlace(now: number): Place | undefined {
    if (this.#places[0] !== undefined && this.#places[0].usableAtMs <= now) return this.#places.shift();
    if (!this.#link.allowsShare(now)) return undefined;
    this.#ledger.limit = this.#share;
    if (!this.#ledger.admits(now)) return undefined;
    const id = `${this.#link.process}:own-${(this.#serial += 1)}`;
    this.#inFlight.add(id);
    return { id, usableAtMs: now, answeredBefore: undefined };
  }

  /** Decides what comes next, and when: the use of a place, or a message to the store. */
  #plan(now: number): void {
    // Places that nobody needs any more, or that may not be used, go back.
    const surplus = this.#places.length - Math.min(this.queued, this.#backOff.room(now));
    if (surplus > 0) this.#drop(this.#places.length - surplus, now);
    const wanted = this.#wanted(now);
    if (LANES.some((lane) => wanted[lane] > 0 && this.#told[lane] === 0)) this.#askBy(now);
    // What is kept for calls that have left should go to others.
    const { waiting } = this.#lanes;
    if (LANES.some((lane) => this.#told[lane] > 0 && waiting[lane] === 0)) this.#tellBy(now);
    if (this.#inFlight.size > 0) this.#tellBy(this.#link.heardAtMs + LEASE_MS / 3);
    if (this.#exchanging === undefined && this.#exchangeAtMs(now) <= now) void this.#exchange();
    this.#wakeAt(this.#nextAtMs(now), now);
  }

  /** Gives places back: they are missing in what is told next. */
  #drop(from: number, now: number): void {
    for (const { id } of this.#places.splice(from)) this.#inFlight.delete(id);
    this.#tellBy(now);
  }

  #wanted(now: number): Record<Priority, number> {
    return wantedPlaces(this.#lanes.waiting, Math.min(this.queued, this.#backOff.room(now)), this.#places.length);
  }

  #exchangeAtMs(now: number): number {
    const waits = this.queued > 0;
    const blockedUntilMs = this.#backOff.blockedUntilMs;
    const askAtMs = !waits ? Infinity : blockedUntilMs > now ? blockedUntilMs : this.#askAtMs;
    const atMs = Math.min(askAtMs, this.#tellAtMs);
    if (this.#link.awaySinceMs === undefined) return atMs;
    return waits ? this.#link.retryAtMs : Math.max(atMs, this.#link.retryAtMs);
  }

  #nextAtMs(now: number): number {
    const exchangeAtMs = this.#exchanging === undefined ? this.#exchangeAtMs(now) : Infinity;
    if (this.queued === 0 || this.#backOff.room(now) === 0) return exchangeAtMs;
    const placeAtMs = this.#places[0]?.usableAtMs ?? Infinity;
    const { awaySinceMs } = this.#link;
    if (awaySinceMs === undefined) return Math.min(exchangeAtMs, placeAtMs);
    const shareFromMs = awaySinceMs + SHARE_AFTER_MS;
    const freeAtMs = this.#ledger.nextFreeAtMs() ?? Infinity;
    const shareAtMs = this.#link.allowsShare(now) ? freeAtMs : shareFromMs > now ? shareFromMs : Infinity;
    return Math.min(exchangeAtMs, placeAtMs, shareAtMs);
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
    const grant = await this.#link.exchange({
      requestsPerSecond: this.#backOff.limit,
      waiting,
      inFlight: [...this.#inFlight],
      ended: this.#ended.map(({ atMs, ...ended }) => ({ ...ended, agoMs: now - atMs })),
      blockedForMs: Math.max(0, Math.ceil(this.#blockToTellUntilMs - now)),
    });
    if (grant === undefined) this.#forgetWhatIsOver();
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
    if (grant.blockedForMs > 0) this.#backOff.block(now + grant.blockedForMs);
    for (const { id, inMs, answeredBefore } of grant.places) {
      this.#inFlight.add(id);
      this.#places.push({ id, usableAtMs: now + inMs, answeredBefore });
    }
    this.#places.sort((a, b) => a.usableAtMs - b.usableAtMs);
    this.#told = lessPlaces(waiting, grant.places.length);
    if (LANES.some((lane) => this.#told[lane] > 0)) this.#askBy(now + (grant.askAgainInMs ?? ASK_AGAIN_MS));
    if (this.#ended.length > 0) this.#tellBy(now + TELL_WITHIN_MS);
  }

  /** What is out of every window need not be told: the store finds its place missing among those that are held. */
  #forgetWhatIsOver(): void {
    const now = this.#clock.now();
    this.#ended = this.#ended.filter(({ how, atMs }) => now - atMs <= (how === "lost" ? LOST_AFTER_MS : WINDOW_MS));
    if (this.#ended.length > 0) this.#tellBy(now);
  }

  #permit({ id, answeredBefore }: Place): Permit {
    const entry = this.#ledger.take();
    const trial = this.#backOff.begin();
    let isOver = false;
    const end = (note: (now: number) => void): void => {
      if (isOver) return;
      isOver = true;
      this.#inFlight.delete(id);
      const now = this.#clock.now();
      note(now);
      this.#tellBy(now + TELL_WITHIN_MS);
      this.#stir();
      this.#announceIdle();
    };
    return {
      notSent: () =>
        end(() => {
          // It is missing among those in flight, and that is how the store learns of it.
          this.#ledger.giveBack();
          this.#backOff.undecided(trial);
        }),
      lost: () =>
        end((now) => {
          this.#ledger.lost(now);
          this.#backOff.undecided(trial);
          this.#ended.push({ id, how: "lost", atMs: now });
        }),
      answered: (httpStatus, reading) =>
        end((now) => {
          this.#ledger.answered(entry, now);
          this.#noteAnswer({ id, answeredBefore }, trial, httpStatus, reading, now);
        }),
    };
  }

  #noteAnswer(
    { id, answeredBefore }: Pick<Place, "id" | "answeredBefore">,
    trial: number,
    httpStatus: number,
    reading: RateLimitReading,
    now: number,
  ): void {
    const { remaining } = reading;
    this.#remaining = remaining ?? this.#remaining;
    const refused = httpStatus === 429;
    if (refused) {
      this.#backOff.refused(trial, now, reading);
      this.#blockToTellUntilMs = this.#backOff.blockedUntilMs;
      this.#tellBy(now); // the others should hear of it
    } else this.#backOff.passed(trial, now, reading.limit);
    this.#ended.push({
      id,
      how: refused ? "refused" : "answered",
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
