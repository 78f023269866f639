import { builtin } from "../http/builtin.js";
import type { Clock } from "../internal/clock.js";
import { publish } from "../observe/diagnostics.js";
import { toCause } from "../errors/errors.js";
import type { SendoLogger } from "../observe/logger.js";
import { withTimeout } from "../internal/with-timeout.js";
import { SLOT_LEASE_MS, type RateLimitGrant, type RateLimitReport, type RateLimitStore } from "./rate-limit-store.js";

/** How long the store may take. Longer, and this process goes on as if it were away. */
export const STORE_TIMEOUT_MS = 1_000;
/** How often a store that is away is asked. */
export const STORE_RETRY_MS = 1_000;
/** How long after the first failure a process uses its share: what others were given before is out of the window by then. */
export const SHARE_AFTER_MS = 2_000;
/** A failure that is older than this says nothing about now: a retry and its time-out, with a little to spare. */
const STALE_AFTER_MS = STORE_RETRY_MS + STORE_TIMEOUT_MS + 500;
/** A store remembers a process for a minute; whoever was heard half as long ago is certainly known. */
const KNOWN_MS = 30_000;

/** What a link is made of. */
export interface StoreSessionOptions {
  readonly account: string;
  readonly store: RateLimitStore;
  clock: Clock;
  readonly logger: SendoLogger;
}

/** One process's line to the shared ledger: who it is, what it has heard, and whether anybody answers. */
export class StoreSession {
  readonly process = builtin("node:crypto").randomUUID().replaceAll("-", "").slice(0, 16);
  readonly #options: StoreSessionOptions;
  #sequence = 0;
  #acknowledgedSequence = 0;
  #epoch: string | undefined;
  #processes: number | undefined;
  #respondedAtMs = -Infinity;
  #respondedEpochMs = -Infinity;
  #unavailableSinceMs: number | undefined;
  #failedAtMs = -Infinity;

  constructor(options: StoreSessionOptions) {
    this.#options = options;
  }

  /** Since when nobody answers; `undefined` while somebody does. */
  get unavailableSinceMs(): number | undefined {
    return this.#unavailableSinceMs;
  }

  /** When to try again, while nobody answers. */
  get retryAtMs(): number {
    return this.#failedAtMs + STORE_RETRY_MS;
  }

  /** Whether the store has been away for so long that this process may use its share, and was away a moment ago. */
  allowsShare(nowMs: number): boolean {
    return (
      this.#unavailableSinceMs !== undefined &&
      nowMs >= this.#unavailableSinceMs + SHARE_AFTER_MS &&
      nowMs - this.#failedAtMs <= STALE_AFTER_MS
    );
  }

  get respondedAtMs(): number {
    return this.#respondedAtMs;
  }

  /**
   * Whether the store has given up on this process by now, as far as is known here: it stood still (stopped, frozen, asleep), and what
   * it was given may be somebody else's. A machine that slept shows it by the calendar only.
   */
  leaseExpired(nowMs: number): boolean {
    const silentMs = Math.max(nowMs - this.#respondedAtMs, this.#options.clock.epochMs() - this.#respondedEpochMs);
    return silentMs > SLOT_LEASE_MS - STORE_TIMEOUT_MS;
  }

  /** As many as the store knew of last; `undefined` when it has never answered. */
  get processes(): number | undefined {
    return this.#processes;
  }

  /** @returns `undefined` when the store did not answer. Never rejects. */
  async exchange(
    situation: Omit<RateLimitReport, "process" | "sequence" | "epoch" | "acknowledgedSequence" | "wasDisconnected">,
  ): Promise<RateLimitGrant | undefined> {
    const { store, account, clock } = this.#options;
    const report: RateLimitReport = {
      ...situation,
      process: this.process,
      sequence: (this.#sequence += 1),
      ...(this.#epoch !== undefined && { epoch: this.#epoch }),
      ...(clock.now() - this.#respondedAtMs <= KNOWN_MS && { acknowledgedSequence: this.#acknowledgedSequence }),
      wasDisconnected: this.#unavailableSinceMs !== undefined,
    };
    try {
      const grant = await withTimeout(store.exchange(account, report), STORE_TIMEOUT_MS, clock);
      if (!Array.isArray(grant?.slots)) throw new TypeError("not a grant");
      this.#respondedAtMs = clock.now();
      this.#respondedEpochMs = clock.epochMs();
      this.#acknowledgedSequence = report.sequence;
      this.#epoch = grant.epoch;
      this.#processes = Math.max(1, grant.processes);
      if (this.#unavailableSinceMs !== undefined) this.#sayBack();
      this.#unavailableSinceMs = undefined;
      return grant;
    } catch (cause) {
      const now = clock.now();
      if (this.#unavailableSinceMs === undefined) this.#sayAway(cause);
      // What nobody has asked for a while may have been back in between, and have given others what we did not take.
      if (this.#unavailableSinceMs === undefined || now - this.#failedAtMs > STALE_AFTER_MS)
        this.#unavailableSinceMs = now;
      this.#failedAtMs = now;
      return undefined;
    }
  }

  #sayAway(cause: unknown): void {
    this.#options.logger.warn(
      { store: "rate-limit", cause: toCause(cause) },
      "The store of the shared Sendo rate limit does not answer. This process keeps to its share until it does.",
    );
    publish("sendo:store-failed", () => ({ store: "rate-limit", step: "exchange" }));
  }

  #sayBack(): void {
    this.#options.logger.info({ store: "rate-limit" }, "The Sendo rate limit is shared again: its store answers.");
    publish("sendo:store-recovered", () => ({ store: "rate-limit" }));
  }
}
