import type { Priority } from "../rate-limit/priority-queue.js";

/** A store frees a process's slots if the process has not reported for this long. */
export const SLOT_LEASE_MS = 30_000;

/** A request that has ended, as reported by its process. */
export interface EndedRequest {
  /** Id of its slot. */
  readonly id: string;
  /**
   * `answered`: a response arrived. `rate-limited`: the response had status 429. `lost`: the request was dispatched but got no
   * response.
   */
  readonly how: "answered" | "rate-limited" | "lost";
  /** Milliseconds since the request ended, by the process's own clock. */
  readonly agoMs: number;
  /** The `answeredBefore` value of the request's slot. */
  readonly answeredBefore?: number;
  /** The response's `X-RateLimit-Remaining`, if present. */
  readonly remaining?: number;
}

/** A process's report to a store. Each report is complete and does not depend on an earlier one. */
export interface RateLimitReport {
  /** Unique id of the process, in hexadecimal digits (`0-9a-f`). */
  readonly process: string;
  /** Increases with each of the process's reports. A store ignores an outdated report that arrives late. */
  readonly sequence: number;
  /** The `epoch` of the last grant. After a store has lost its data, its epoch is different. */
  readonly epoch?: string;
  /**
   * The `sequence` of the last report that got a grant within the last 30 seconds. A store that does not know this report has
   * lost data. Data can be lost when a store restarts from an old file or fails over to a lagging replica.
   */
  readonly acknowledgedSequence?: number;
  /** Whether the store has been unavailable to the process since its last report. */
  readonly wasDisconnected: boolean;
  /** The limit that the process currently enforces, in requests per second. */
  readonly requestsPerSecond: number;
  /** Number of calls waiting for a slot, by priority. */
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Ids of all slots held by the process. A granted slot that is missing from this list was never used. */
  readonly inFlight: readonly string[];
  /** Requests that have ended but have not been reported yet. They can name slots that are not recorded in the store. */
  readonly ended: readonly EndedRequest[];
  /** How long no process may send anything after a 429, in milliseconds. `0` if sending is not blocked. */
  readonly blockedForMs: number;
}

/** A slot in the window, for one request. */
export interface RateLimitSlot {
  /** Identifies the slot in later reports. */
  readonly id: string;
  /** Milliseconds until the slot may be used, counted from the store's response. */
  readonly inMs: number;
  /** Number of the account's requests that had received a response when the slot was granted. */
  readonly answeredBefore: number;
}

/** A store's response to a report. */
export interface RateLimitGrant {
  /** Identifies the store's data. The epoch changes if the data is lost. */
  readonly epoch: string;
  /** Slots for as many waiting calls as the limit allows, highest priority first. */
  readonly slots: readonly RateLimitSlot[];
  /** Milliseconds until the process should report again for its waiting calls. Absent if no call is waiting. */
  readonly askAgainInMs?: number;
  /** How long sending is blocked after any process receives a 429, in milliseconds. `0` if it is not blocked. */
  readonly blockedForMs: number;
  /** Number of processes that reported within the last minute, including this one. */
  readonly processes: number;
}

/**
 * Ledger shared by all processes that share an account: `@sendo/redis` or your own. It applies the single-process limiter's rule
 * to all of them. A slot becomes free one second after the response to its request, by the store's own clock.
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
   * @throws Error of any class. The process then uses its share until the store is available again. A response that takes
   * longer than a second has the same effect.
   */
  exchange(account: string, report: RateLimitReport): Promise<RateLimitGrant>;
}
