import { randomUUID } from "node:crypto";
import type { Clock } from "../internal/clock.js";
import { publish } from "../observe/diagnostics.js";
import { toCause } from "../errors/errors.js";
import type { SendoLogger } from "../observe/logger.js";
import { withinStoreTime } from "../internal/with-timeout.js";
import type { RateLimitGrant, RateLimitReport, RateLimitStore } from "./rate-limit-store.js";
import { LEASE_MS } from "../testing/stores/shared-ledger.js";

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
export interface StoreLinkOptions {
  readonly account: string;
  readonly store: RateLimitStore;
  clock: Clock;
  readonly logger: SendoLogger;
}

/** One process's line to the shared ledger: who it is, what it has heard, and whether anybody answers. */
export class StoreLink {
  readonly process = randomUUID().replaceAll("-", "").slice(0, 16);
  readonly #options: StoreLinkOptions;
  #turn = 0;
  #heardTurn = 0;
  #epoch: string | undefined;
  #processes: number | undefined;
  #heardAtMs = -Infinity;
  #heardEpochMs = -Infinity;
  #awaySinceMs: number | undefined;
  #failedAtMs = -Infinity;

  constructor(options: StoreLinkOptions) {
    this.#options = options;
  }

  /** Since when nobody answers; `undefined` while somebody does. */
  get awaySinceMs(): number | undefined {
    return this.#awaySinceMs;
  }

  /** When to try again, while nobody answers. */
  get retryAtMs(): number {
    return this.#failedAtMs + STORE_RETRY_MS;
  }

  /** Whether the store has been away for so long that this process may use its share, and was away a moment ago. */
  allowsShare(nowMs: number): boolean {
    return (
      this.#awaySinceMs !== undefined &&
      nowMs >= this.#awaySinceMs + SHARE_AFTER_MS &&
      nowMs - this.#failedAtMs <= STALE_AFTER_MS
    );
  }

  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /**
   * Whether the store has given up on this process by now, as far as is known here: it stood still (stopped, frozen, asleep), and what
   * it was given may be somebody else's. A machine that slept shows it by the calendar only.
   */
  isOutlived(nowMs: number): boolean {
    const silentMs = Math.max(nowMs - this.#heardAtMs, this.#options.clock.epochMs() - this.#heardEpochMs);
    return silentMs > LEASE_MS - STORE_TIMEOUT_MS;
  }

  /** As many as the store knew of last; `undefined` when it has never answered. */
  get processes(): number | undefined {
    return this.#processes;
  }

  /** @returns `undefined` when the store did not answer. Never rejects. */
  async exchange(
    situation: Omit<RateLimitReport, "process" | "turn" | "epoch" | "heardTurn" | "wasAway">,
  ): Promise<RateLimitGrant | undefined> {
    const { store, account, clock } = this.#options;
    const report: RateLimitReport = {
      ...situation,
      process: this.process,
      turn: (this.#turn += 1),
      ...(this.#epoch !== undefined && { epoch: this.#epoch }),
      ...(clock.now() - this.#heardAtMs <= KNOWN_MS && { heardTurn: this.#heardTurn }),
      wasAway: this.#awaySinceMs !== undefined,
    };
    try {
      const grant = await withinStoreTime(store.exchange(account, report), STORE_TIMEOUT_MS, clock);
      if (!Array.isArray(grant?.places)) throw new TypeError("not a grant");
      this.#heardAtMs = clock.now();
      this.#heardEpochMs = clock.epochMs();
      this.#heardTurn = report.turn;
      this.#epoch = grant.epoch;
      this.#processes = Math.max(1, grant.processes);
      if (this.#awaySinceMs !== undefined) this.#sayBack();
      this.#awaySinceMs = undefined;
      return grant;
    } catch (cause) {
      const now = clock.now();
      if (this.#awaySinceMs === undefined) this.#sayAway(cause);
      // What nobody has asked for a while may have been back in between, and have given others what we did not take.
      if (this.#awaySinceMs === undefined || now - this.#failedAtMs > STALE_AFTER_MS) this.#awaySinceMs = now;
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
