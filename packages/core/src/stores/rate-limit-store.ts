import type { Priority } from "../rate-limit/priority-queue.js";

/** How long a process can go without reporting before a store frees its slots. */
export const SLOT_LEASE_MS = 30_000;

/** An ended request in a process's report. */
export interface EndedRequest {
  /** Id of the request's slot. */
  readonly id: string;
  /**
   * `answered`: a response arrived. `rate-limited`: the response had status 429. `lost`: the request was dispatched but got no
   * response.
   */
  readonly how: "answered" | "rate-limited" | "lost";
  /** Milliseconds since the request ended, according to the process's own clock. */
  readonly agoMs: number;
  /** The `answeredBefore` value of the request's slot. */
  readonly answeredBefore?: number;
  /** The response's `X-RateLimit-Remaining`, if present. */
  readonly remaining?: number;
}

/** A process's report to a store. Each report is complete and does not depend on an earlier one. */
export interface RateLimitReport {
  /** Unique id of the process, as hexadecimal digits (`0-9a-f`). */
  readonly process: string;
  /** Increases with each report from the process. A store ignores a report that arrives after a newer one. */
  readonly sequence: number;
  /** The `epoch` of the last grant. When a store loses its data, its epoch changes. */
  readonly epoch?: string;
  /**
   * The `sequence` of the most recent report that got a grant. Absent if no grant has arrived within the last 30 seconds. A
   * store that has no record of this report has lost data. Data can be lost when a store restarts from an old file or fails over to a
   * lagging replica.
   */
  readonly acknowledgedSequence?: number;
  /** Whether the process's previous exchange with the store failed. */
  readonly wasDisconnected: boolean;
  /** The limit that the process currently enforces, in requests per second. */
  readonly requestsPerSecond: number;
  /** Number of calls waiting for a slot, by priority. */
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Ids of all slots held by the process. The store frees a granted slot that is in neither this list nor `ended`. */
  readonly inFlight: readonly string[];
  /** Ended requests that have not been reported yet. The store might have no record of the slots that these requests used. */
  readonly ended: readonly EndedRequest[];
  /** How long every process must stop sending after a 429, in milliseconds. `0` if sending is not blocked. */
  readonly blockedForMs: number;
}

/** A slot in the rate-limit window. Each request uses one slot. */
export interface RateLimitSlot {
  /** Identifies the slot in later reports. */
  readonly id: string;
  /** Milliseconds until the slot becomes usable, counted from the store's response. */
  readonly inMs: number;
  /** Number of the account's requests that had been answered when the slot was granted. */
  readonly answeredBefore: number;
}

/** A store's response to a report. */
export interface RateLimitGrant {
  /** Identifies the store's current data. The epoch changes if data is lost. */
  readonly epoch: string;
  /** The granted slots, at most one per waiting call. Calls with the highest priority come first. */
  readonly slots: readonly RateLimitSlot[];
  /** Milliseconds until the process should report again to get slots for its waiting calls. Absent if no call is waiting. */
  readonly askAgainInMs?: number;
  /** How long sending is blocked after any process receives a 429, in milliseconds. `0` if sending is not blocked. */
  readonly blockedForMs: number;
  /** Number of processes that reported within the last minute, including this one. */
  readonly processes: number;
}

/**
 * Store shared by all processes that use the same account. Use `@sendo/redis` or implement your own. The store applies the
 * single-process limiter's rule to all processes together. A slot becomes free one second after its request is answered, as
 * measured by the store's own clock.
 *
 * A store has one method, which performs one atomic operation on one account. A process reports its whole state and gets slots
 * for its waiting calls. A process never requests more slots than it has waiting calls, so an idle process holds none. If a
 * process has not reported for 30 seconds, the store frees its slots. Test a store with `RATE_LIMIT_STORE_CASES` from
 * `@sendo/core/testing/stores`.
 *
 * @example
 * ```ts
 * const store = redisRateLimitStore(new Redis(process.env.REDIS_URL!)); // from @sendo/redis
 * const sendo = new Sendo({ rateLimit: { store, fallbackProcesses: 4 } });
 * ```
 */
export interface RateLimitStore {
  /**
   * @param account - Account whose limit applies: a digest or the name in the `rateLimit.account` option, never an API key.
   * @throws Error of any class. If the call fails or takes longer than a second, the process uses its own share of the limit
   * until the store is available again.
   */
  exchange(account: string, report: RateLimitReport): Promise<RateLimitGrant>;
}
