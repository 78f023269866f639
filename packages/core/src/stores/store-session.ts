import { builtin } from "../http/builtin.js";
import type { Clock } from "../internal/clock.js";
import { publish } from "../observe/diagnostics.js";
import { toCause } from "../errors/errors.js";
import type { SendoLogger } from "../observe/logger.js";
import { withTimeout } from "../internal/with-timeout.js";
import { SLOT_LEASE_MS, type RateLimitGrant, type RateLimitReport, type RateLimitStore } from "./rate-limit-store.js";

/** Timeout for one exchange with the store. After that, the store is considered unavailable. */
export const STORE_TIMEOUT_MS = 1_000;
/** Interval between retries while the store is unavailable. */
export const STORE_RETRY_MS = 1_000;
/**
 * A process starts to use its share this many milliseconds after the first failure. By then, the slots granted
 * earlier have left the window.
 */
export const SHARE_AFTER_MS = 2_000;
/**
 * Failures older than this are ignored, because they say nothing about the store's current state. The value is the
 * sum of one retry interval, one timeout and a margin.
 */
const STALE_AFTER_MS = STORE_RETRY_MS + STORE_TIMEOUT_MS + 500;
/**
 * A store keeps a process's entry for a minute. It therefore still has the entry of a process that reported within the last 30
 * seconds.
 */
const KNOWN_MS = 30_000;

/** Options for {@link StoreSession}. */
export interface StoreSessionOptions {
  readonly account: string;
  readonly store: RateLimitStore;
  clock: Clock;
  readonly logger: SendoLogger;
}

/** A process's connection to the shared ledger: its identity, the last grant, and whether the store is available. */
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

  /** Time at which the store became unavailable, or `undefined` while it is available. */
  get unavailableSinceMs(): number | undefined {
    return this.#unavailableSinceMs;
  }

  get retryAtMs(): number {
    return this.#failedAtMs + STORE_RETRY_MS;
  }

  /**
   * Whether this process is allowed to use its share. The store must have been unavailable for at least
   * {@link SHARE_AFTER_MS}, and the last failure must be recent.
   */
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
   * Whether this process was stopped or suspended for so long that the store could have freed the process's slots. Only
   * the wall clock reveals that a machine was suspended.
   */
  leaseExpired(nowMs: number): boolean {
    const silentMs = Math.max(nowMs - this.#respondedAtMs, this.#options.clock.epochMs() - this.#respondedEpochMs);
    return silentMs > SLOT_LEASE_MS - STORE_TIMEOUT_MS;
  }

  /** Number of processes last reported by the store, or `undefined` before its first response. */
  get processes(): number | undefined {
    return this.#processes;
  }

  /** @returns `undefined` if the store did not respond. Never rejects. */
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
      if (this.#unavailableSinceMs !== undefined) this.#reportRecovered();
      this.#unavailableSinceMs = undefined;
      return grant;
    } catch (cause) {
      const now = clock.now();
      if (this.#unavailableSinceMs === undefined) this.#reportUnavailable(cause);
      // If no calls have been made for a long time, the store may have recovered in the meantime and granted our slots to
      // other processes.
      if (this.#unavailableSinceMs === undefined || now - this.#failedAtMs > STALE_AFTER_MS)
        this.#unavailableSinceMs = now;
      this.#failedAtMs = now;
      return undefined;
    }
  }

  #reportUnavailable(cause: unknown): void {
    this.#options.logger.warn(
      { store: "rate-limit", cause: toCause(cause) },
      "The store for the shared Sendo rate limit is unavailable. This process uses its share of the limit until the store responds.",
    );
    publish("sendo:store-failed", () => ({ store: "rate-limit", step: "exchange" }));
  }

  #reportRecovered(): void {
    this.#options.logger.info(
      { store: "rate-limit" },
      "The store for the shared Sendo rate limit is available again, so the limit is shared again.",
    );
    publish("sendo:store-recovered", () => ({ store: "rate-limit" }));
  }
}
