import type { RateLimitReading } from "./rate-limit-headers.js";
import { backoffDelayMs } from "./backoff-delay.js";

// A header names a moment for everybody; a little chance on top keeps a fleet from coming back in the same instant.
const SPREAD_MS = 250;
const RAISE_EVERY_MS = 1_000;

/**
 * What a 429 leads to: nothing is sent until the time that the server named, then one request tries whether the way is
 * free again, then the rate starts at half of what it was and grows by one request a second each second.
 *
 * With a 429 the ledger's proof has lost its ground, since somebody else uses the limit; this is how both can live.
 */
export class Backoff {
  #configured: number;
  readonly #random: () => number;
  #ceiling: number;
  #limit: number;
  #blockedUntilMs = -Infinity;
  #state: "open" | "try-needed" | "trying" = "open";
  /** Rises with every decision after a 429, so that the other 429s of one burst do not count again. */
  #round = 0;
  #refusedInARow = 0;
  #raisedAtMs = -Infinity;

  constructor(limit: number, random: () => number) {
    this.#configured = this.#ceiling = this.#limit = limit;
    this.#random = random;
  }

  /** Requests a second when nothing stands against them. */
  get configured(): number {
    return this.#configured;
  }

  set configured(limit: number) {
    const isAtCeiling = this.#limit >= this.#ceiling;
    // A lower one does not undo what the server has said; a higher one finds it out anew.
    this.#ceiling = limit < this.#configured ? Math.min(this.#ceiling, limit) : limit;
    this.#limit = isAtCeiling ? this.#ceiling : Math.min(this.#limit, this.#ceiling);
    this.#configured = limit;
  }

  /** Whether no rejection is remembered. */
  isOpen(nowMs: number): boolean {
    return this.#state === "open" && nowMs >= this.#blockedUntilMs && this.#limit >= this.#ceiling;
  }

  /** Requests a second that may be sent at present. */
  get limit(): number {
    return this.#limit;
  }

  /** Until when nothing may be sent; in the past when nothing stands against it. */
  get blockedUntilMs(): number {
    return this.#blockedUntilMs;
  }

  /** How long nothing will be sent for certain; `0` when nothing stands against it. */
  blockedForMs(nowMs: number): number {
    return Math.max(0, this.#blockedUntilMs - nowMs);
  }

  /** Somebody else of this account met a 429: nothing is sent before `untilMs`. */
  block(untilMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, untilMs);
  }

  /** Whether a request may be sent at `nowMs`, as far as earlier rejections go. */
  admits(nowMs: number): boolean {
    return nowMs >= this.#blockedUntilMs && this.#state !== "trying";
  }

  /** How many more requests may be sent at `nowMs`, as far as earlier rejections go: none, the one that tries, or any number. */
  room(nowMs: number): number {
    if (!this.admits(nowMs)) return 0;
    return this.#state === "try-needed" ? 1 : Infinity;
  }

  /** Notes that a request is sent, and returns what to say when it ends. */
  start(): number {
    if (this.#state === "try-needed") this.#state = "trying";
    return this.#round;
  }

  /** The request ended without telling anything. */
  undecided(round: number): void {
    if (round === this.#round && this.#state === "trying") this.#state = "try-needed";
  }

  /** The request met no 429. */
  passed(round: number, nowMs: number, limitSeen: number | undefined): void {
    // Followed downwards only: what a raised limit allows on top, the ledger learns from `Remaining`.
    if (limitSeen !== undefined && this.#configured !== Infinity) this.#ceiling = Math.min(this.#configured, limitSeen);
    if (round !== this.#round) return;
    if (this.#state === "trying") {
      this.#state = "open";
      this.#refusedInARow = 0;
      this.#raisedAtMs = nowMs;
    } else if (this.#limit < this.#ceiling && nowMs - this.#raisedAtMs >= RAISE_EVERY_MS) {
      this.#limit += 1;
      this.#raisedAtMs = nowMs;
    }
    this.#limit = Math.min(this.#limit, this.#ceiling);
  }

  /** The request met a 429. */
  rejected(round: number, nowMs: number, { retryAfterMs, resetInMs }: RateLimitReading): void {
    const named = [retryAfterMs, resetInMs].find((ms) => ms !== undefined && ms > 0);
    const waitMs =
      named === undefined ? backoffDelayMs(this.#refusedInARow, this.#random) : named + this.#random() * SPREAD_MS;
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + waitMs);
    if (round !== this.#round) return;
    this.#round += 1;
    this.#refusedInARow += 1;
    this.#state = "try-needed";
    if (this.#limit !== Infinity) this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
