import type { Priority } from "../rate-limit/priority-queue.js";

/** A store frees the slots of a process that has not reported for this long. */
export const SLOT_LEASE_MS = 30_000;

/** A request that has ended, as reported by its process. */
export interface EndedRequest {
  /** The id of its slot. */
  readonly id: string;
  /**
   * `answered`: a response arrived. `rate-limited`: the response was a 429. `lost`: the request was dispatched but got no
   * response.
   */
  readonly how: "answered" | "rate-limited" | "lost";
  /** Milliseconds since the request ended, by the process's own clock. */
  readonly agoMs: number;
  /** The value of `answeredBefore` in the request's slot. */
  readonly answeredBefore?: number;
  /** `X-RateLimit-Remaining` of the response, if present. */
  readonly remaining?: number;
}

/** A process's report to a store. Each report is complete and does not depend on an earlier one. */
export interface RateLimitReport {
  /** Unique id of the process, made of `0-9a-f`. */
  readonly process: string;
  /** Increases with each report of the process. A store ignores a report that arrives after a later one. */
  readonly sequence: number;
  /** The `epoch` of the last grant. A store that has lost its data has another epoch. */
  readonly epoch?: string;
  /**
   * The `sequence` of the last report that got a grant within the last 30 seconds. A store that does not know this report has
   * lost data. This can happen after a restart from an old file or a failover to a lagging replica.
   */
  readonly acknowledgedSequence?: number;
  /** Whether the store was unavailable to the process since its last report. */
  readonly wasDisconnected: boolean;
  /** Requests per second that the process currently enforces. */
  readonly requestsPerSecond: number;
  /** Number of calls that wait for a slot, by priority. */
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Ids of all slots that the process holds. A granted slot that is missing here was never used. */
  readonly inFlight: readonly string[];
  /** Requests that have ended and were not reported yet. They can name slots that the store does not know. */
  readonly ended: readonly EndedRequest[];
  /** How long no process may send after a 429, in milliseconds. Otherwise `0`. */
  readonly blockedForMs: number;
}

/** A slot in the window, for one request. */
export interface RateLimitSlot {
  /** Identifies the slot in later reports. */
  readonly id: string;
  /** Milliseconds until the slot may be used, counted from the store's response. */
  readonly inMs: number;
  /** Number of the account's requests that had got a response when the slot was granted. */
  readonly answeredBefore: number;
}

/** A store's response to a report. */
export interface RateLimitGrant {
  /** Identifies the store's data. The epoch changes if the data is lost. */
  readonly epoch: string;
  /** Slots for as many waiting calls as the limit allows, highest priority first. */
  readonly slots: readonly RateLimitSlot[];
  /** Milliseconds until the process should report again for its waiting calls. Absent if no call waits. */
  readonly askAgainInMs?: number;
  /** How long nothing may be sent after any process got a 429, in milliseconds. Otherwise `0`. */
  readonly blockedForMs: number;
  /** Number of processes that reported within the last minute, including this one. */
  readonly processes: number;
}

/**
 * Ledger that the processes of one account share: `@sendo/redis` or your own. It applies the rule of the single-process limiter
 * to all of them. A slot is free one second after the response to its request, by the store's own clock.
 *
 * A store has one method, which is one atomic operation on one account. A process reports its whole state and gets slots for its
 * waiting calls. It requests no more slots than it has waiting calls, so an idle process holds none. A store frees the slots of a
 * process that has not reported for 30 seconds. `RATE_LIMIT_STORE_CASES` of `@sendo/core/testing/stores` tests a store.
 *
 * @example
 * ```ts
 * const store = redisRateLimitStore(new Redis(process.env.REDIS_URL!)); // from @sendo/redis
 * const sendo = new Sendo({ rateLimit: { store, fallbackProcesses: 4 } });
 * ```
 */
export interface RateLimitStore {
  /**
   * @param account - Account whose limit applies: a digest or the name in the option `rateLimit.account`, never an API key.
   * @throws Error, of any class. The process then uses its share until the store is available again. A response that takes longer than a
   * second has the same effect.
   */
  exchange(account: string, report: RateLimitReport): Promise<RateLimitGrant>;
}
