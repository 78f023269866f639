/**
 * How long a request counts against the limit after its response has arrived. The server receives a request before it responds. Every
 * one-second window that contains the request therefore ends within one second of the response. The extra millisecond allows for timers
 * with a resolution of one millisecond.
 */
export const WINDOW_MS = 1001;

/**
 * How long a slot remains occupied if its request was dispatched but got no response. The arrival time of such a request is
 * unknown. We assume that the request arrives within nine seconds, if at all.
 */
export const LOST_AFTER_MS = 10_000;

/** A slot in the window, taken by one request. */
export interface LedgerEntry {
  /**
   * Number of requests that had already been answered when this request was sent. The server therefore received those requests
   * first.
   */
  readonly answeredBefore: number;
}

/**
 * Counts requests and decides whether another request can be sent. The ledger's rule has been proven correct for one-second
 * windows. The ledger uses neither the local clock nor the server's clock, and it sets no timers. Clock skew therefore cannot
 * affect the ledger.
 *
 * A request can be sent while fewer than `limit` earlier requests count against the limit. Each request counts
 * against the limit until {@link WINDOW_MS} after its response. The server can use calendar seconds, a window that starts with
 * the first request, a sliding log or a token bucket. In each case, the server never counts more than `limit` of our requests
 * in one window.
 *
 * The server's `Remaining` header can prove that more requests are allowed. Suppose that at least `A` requests had arrived when
 * the server responded, including the request that it answered. If the response allows `m` more requests, a total of `A + m`
 * requests can be sent.
 */
export class Ledger {
  #limit: number;
  /** Number of slots that have been taken but not released. Lost requests are subtracted later. */
  #sent = 0;
  #answered = 0;
  /** Number of requests that are certainly outside every window. */
  #free = 0;
  /** Total number of requests that the server has permitted. */
  #granted = 0;
  /** Times at which answered requests leave the window. */
  readonly #leaving: TimeQueue = new TimeQueue();
  /** Times at which lost requests stop counting against the limit. */
  readonly #presumed: TimeQueue = new TimeQueue();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  admits(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#sent < this.#free + this.#limit || this.#sent < this.#granted;
  }

  /**
   * Takes a slot for a request that is being sent now. Call this method only after {@link admits} has returned `true`.
   */
  take(): LedgerEntry {
    this.#sent += 1;
    return { answeredBefore: this.#answered };
  }

  /** Releases a slot immediately, because the request was not sent and never will be. */
  release(): void {
    this.#sent -= 1;
  }

  /**
   * Records a response.
   *
   * @param remaining - The response's `X-RateLimit-Remaining`, if present.
   */
  responded(entry: LedgerEntry, nowMs: number, remaining?: number): void {
    this.#answered += 1;
    this.#leaving.push(nowMs + WINDOW_MS);
    if (remaining !== undefined) this.#granted = Math.max(this.#granted, entry.answeredBefore + 1 + remaining);
  }

  /** Records that a dispatched request ended without a response. */
  lost(nowMs: number): void {
    this.#presumed.push(nowMs + LOST_AFTER_MS);
  }

  /**
   * Resets the number of permitted requests to zero. A 429 means that another client shares the limit, so the server's
   * earlier permission is no longer valid.
   */
  revokeGrants(): void {
    this.#granted = 0;
  }

  /** Whether all requests are outside the window. If so, a new ledger with the same limit would not allow more requests. */
  isEmpty(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#sent === this.#free;
  }

  /** Time at which the next slot becomes free even without a response, or `undefined` if every slot needs a response. */
  nextFreeAtMs(): number | undefined {
    const leaving = this.#leaving.first;
    const presumed = this.#presumed.first;
    if (leaving === undefined || presumed === undefined) return leaving ?? presumed;
    return Math.min(leaving, presumed);
  }

  #advance(nowMs: number): void {
    this.#free += this.#leaving.dropUntil(nowMs);
    // Lost requests never count as answered, so they are subtracted from the number of requests sent. They are also
    // subtracted from the number that the server has permitted.
    const gone = this.#presumed.dropUntil(nowMs);
    this.#sent -= gone;
    this.#granted = Math.max(0, this.#granted - gone);
  }
}

/** Times in ascending order. Adding at the end and removing from the front take constant time. */
class TimeQueue {
  #list: number[] = [];
  #head = 0;

  get first(): number | undefined {
    return this.#list[this.#head];
  }

  push(atMs: number): void {
    this.#list.push(atMs);
  }

  dropUntil(nowMs: number): number {
    const from = this.#head;
    while (this.#head < this.#list.length && this.#list[this.#head]! <= nowMs) this.#head += 1;
    const dropped = this.#head - from;
    if (this.#head > 64 && this.#head * 2 > this.#list.length) {
      this.#list = this.#list.slice(this.#head);
      this.#head = 0;
    }
    return dropped;
  }
}
