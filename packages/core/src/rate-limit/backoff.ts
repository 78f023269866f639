import type { RateLimitReading } from "./rate-limit-headers.js";
import { backoffDelayMs } from "./backoff-delay.js";

// The header gives all clients the same retry time. A random delay prevents the clients from all retrying at the same moment.
const SPREAD_MS = 250;
const RAISE_EVERY_MS = 1_000;

/**
 * Handles 429s. Nothing is sent until the time specified by the server. After that, one trial request is sent. If the
 * trial succeeds, the rate resumes at half its previous value. Every second after that, the rate increases by one request
 * per second.
 *
 * A 429 means that another client is using the same limit, so the ledger does not count every request. If this client slows
 * down, both clients can keep sending.
 */
export class Backoff {
  #configured: number;
  readonly #random: () => number;
  #ceiling: number;
  #limit: number;
  #blockedUntilMs = -Infinity;
  #state: "open" | "try-needed" | "trying" = "open";
  /** Incremented by the first 429 in each burst. The other 429s in the same burst do not lower the rate again. */
  #round = 0;
  #rejectedInARow = 0;
  #raisedAtMs = -Infinity;

  constructor(limit: number, random: () => number) {
    this.#configured = this.#ceiling = this.#limit = limit;
    this.#random = random;
  }

  /** Configured limit in requests per second. A 429 can lower the actual limit. */
  get configured(): number {
    return this.#configured;
  }

  set configured(limit: number) {
    const isAtCeiling = this.#limit >= this.#ceiling;
    // When the configured limit is lowered, a server limit below the new value still applies. When the configured limit is
    // raised, it applies until a response reports the server's limit.
    this.#ceiling = limit < this.#configured ? Math.min(this.#ceiling, limit) : limit;
    this.#limit = isAtCeiling ? this.#ceiling : Math.min(this.#limit, this.#ceiling);
    this.#configured = limit;
  }

  /** Whether sending is unrestricted, meaning that the effects of every earlier 429 have ended. */
  isOpen(nowMs: number): boolean {
    return this.#state === "open" && nowMs >= this.#blockedUntilMs && this.#limit >= this.#ceiling;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Time when sending resumes. If sending is not blocked, this time is in the past. */
  get blockedUntilMs(): number {
    return this.#blockedUntilMs;
  }

  /** How long sending remains blocked, in milliseconds, or `0` if it is not blocked. */
  blockedForMs(nowMs: number): number {
    return Math.max(0, this.#blockedUntilMs - nowMs);
  }

  /** Records that another process using this account received a 429. Sending is then blocked until `untilMs`. */
  block(untilMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, untilMs);
  }

  /** Whether a request can be sent at `nowMs`, given earlier 429s. */
  admits(nowMs: number): boolean {
    return nowMs >= this.#blockedUntilMs && this.#state !== "trying";
  }

  /** Number of requests that can be sent at `nowMs`, given earlier 429s: zero, one (the trial), or `Infinity`. */
  room(nowMs: number): number {
    if (!this.admits(nowMs)) return 0;
    return this.#state === "try-needed" ? 1 : Infinity;
  }

  /** Records that a request is being sent. Pass the returned value to the method that records how the request ended. */
  start(): number {
    if (this.#state === "try-needed") this.#state = "trying";
    return this.#round;
  }

  /** Records the end of a request whose result does not show whether the limit was exceeded. */
  undecided(round: number): void {
    if (round === this.#round && this.#state === "trying") this.#state = "try-needed";
  }

  /** Records that the request did not get a 429. */
  passed(round: number, nowMs: number, limitSeen: number | undefined): void {
    // The server's limit can lower the configured limit but never raise it. If the server's limit is higher, its `Remaining`
    // header shows how many more requests are allowed, and the ledger allows them.
    if (limitSeen !== undefined && this.#configured !== Infinity) this.#ceiling = Math.min(this.#configured, limitSeen);
    if (round !== this.#round) return;
    if (this.#state === "trying") {
      this.#state = "open";
      this.#rejectedInARow = 0;
      this.#raisedAtMs = nowMs;
    } else if (this.#limit < this.#ceiling && nowMs - this.#raisedAtMs >= RAISE_EVERY_MS) {
      this.#limit += 1;
      this.#raisedAtMs = nowMs;
    }
    this.#limit = Math.min(this.#limit, this.#ceiling);
  }

  /** Records that the request received a 429 response. */
  rejected(round: number, nowMs: number, { retryAfterMs, resetInMs }: RateLimitReading): void {
    const named = [retryAfterMs, resetInMs].find((ms) => ms !== undefined && ms > 0);
    const waitMs =
      named === undefined ? backoffDelayMs(this.#rejectedInARow, this.#random) : named + this.#random() * SPREAD_MS;
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + waitMs);
    if (round !== this.#round) return;
    this.#round += 1;
    this.#rejectedInARow += 1;
    this.#state = "try-needed";
    if (this.#limit !== Infinity) this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
