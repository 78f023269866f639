/**
 * How long a request that has been answered may still be inside a one-second window: one second after the answer it is
 * out of every such window, wherever the window's edges lie, because it had arrived before it was answered. The one
 * millisecond on top is for timers of whole milliseconds.
 */
export const WINDOW_MS = 1001;

/**
 * After a dispatched request has ended without an answer, this long passes before its slot is given back. Nothing proves
 * when it arrived, so this is a presumption: that a request which is going to arrive does so within nine seconds
 * of that end, so that the second of its window is over as well.
 */
export const LOST_AFTER_MS = 10_000;

/** A slot taken in the window by one request. */
export interface LedgerEntry {
  /** Requests that had been answered when this one was sent, and so had reached the server before it. */
  readonly answeredBefore: number;
}

/**
 * The account of what may be sent, by a rule that can be proved. It counts; it reads no clock, sets no timer and trusts
 * no server clock, so skew cannot matter.
 *
 * A request may be sent while fewer than `limit` requests are either unanswered or answered less than {@link WINDOW_MS}
 * ago. Whatever window the server uses (calendar second, window from the first request, sliding log, token bucket), no
 * more than `limit` of ours can then be inside it.
 *
 * The server's own `Remaining` can prove that more is free: an answer to a request before which at least `A` had arrived,
 * and which says that `m` more are free, permits sending until `A + m` have been sent in all.
 */
export class Ledger {
  #limit: number;
  /** Requests sent, less those that never left. */
  #sent = 0;
  /** Requests answered. */
  #answered = 0;
  /** Requests that are provably out of every window. */
  #free = 0;
  /** How many the server itself has said may be sent in all. */
  #granted = 0;
  /** Moments at which one more request is out of the window: answered ones (in order), and lost ones (in order). */
  readonly #leaving: Moments = new Moments();
  readonly #presumed: Moments = new Moments();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The limit that is kept at present, in requests a second. */
  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  /** Whether a request may be sent at `nowMs`. */
  admits(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#sent < this.#free + this.#limit || this.#sent < this.#granted;
  }

  /** Takes a slot for a request that is sent now. Call it only after {@link admits}. */
  take(): LedgerEntry {
    this.#sent += 1;
    return { answeredBefore: this.#answered };
  }

  /** Gives a slot back at once: the request never left, and never will. */
  release(): void {
    this.#sent -= 1;
  }

  /**
   * Notes an answer.
   *
   * @param remaining - `X-RateLimit-Remaining` of the answer, when it had one.
   */
  responded(entry: LedgerEntry, nowMs: number, remaining?: number): void {
    this.#answered += 1;
    this.#leaving.push(nowMs + WINDOW_MS);
    if (remaining !== undefined) this.#granted = Math.max(this.#granted, entry.answeredBefore + 1 + remaining);
  }

  /** Notes that a dispatched request has ended without an answer. */
  lost(nowMs: number): void {
    this.#presumed.push(nowMs + LOST_AFTER_MS);
  }

  /** Forgets what the server has granted. After a 429 somebody else is using the limit, and the grant proves nothing. */
  revokeGrants(): void {
    this.#granted = 0;
  }

  /** Whether every request is out of the window, and a new account would permit the same. */
  isEmpty(nowMs: number): boolean {
    this.#advance(nowMs);
    return this.#sent === this.#free;
  }

  /** When time alone gives a slot back next, or `undefined` when nothing is on its way out. */
  nextFreeAtMs(): number | undefined {
    const leaving = this.#leaving.first;
    const presumed = this.#presumed.first;
    if (leaving === undefined || presumed === undefined) return leaving ?? presumed;
    return Math.min(leaving, presumed);
  }

  #advance(nowMs: number): void {
    this.#free += this.#leaving.dropUntil(nowMs);
    // A lost request was never counted among the answered, so it leaves the account from the other side, and with it the
    // grant that was made while it was still expected.
    const gone = this.#presumed.dropUntil(nowMs);
    this.#sent -= gone;
    this.#granted = Math.max(0, this.#granted - gone);
  }
}

/** Moments in ascending order; adding at the end and dropping from the front cost the same however many there are. */
class Moments {
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
