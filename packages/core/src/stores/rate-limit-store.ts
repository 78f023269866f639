import type { Priority } from "../rate-limit/priority-queue.js";

/** A store frees the slots of a process that has not reported for this long. */
export const SLOT_LEASE_MS = 30_000;

/** A request that has ended, as its process reports it. */
export interface EndedRequest {
  /** The id of its slot. */
  readonly id: string;
  /** `answered`; `rate-limited`: the response was a 429; `lost`: it was dispatched and got no response. */
  readonly how: "answered" | "rate-limited" | "lost";
  /** Milliseconds since it ended, by the process's own clock. */
  readonly agoMs: number;
  /** The {@link RateLimitSlot.answeredBefore} of its slot. */
  readonly answeredBefore?: number;
  /** `X-RateLimit-Remaining` of the response, if it had one. */
  readonly remaining?: number;
}

/** What a process reports to a store. Each report is complete, so that it does not depend on an earlier one. */
export interface RateLimitReport {
  /** Identifies the process: unique, made of `0-9a-f`. */
  readonly process: string;
  /** Rises with each report of the process. A store ignores a report that arrives after a later one. */
  readonly sequence: number;
  /** The `epoch` of the last grant. A store that has lost its data has another one. */
  readonly epoch?: string;
  /**
   * The `sequence` of the last report that got a grant within the last 30 seconds. A store that has not seen this report has lost
   * data: its server was restarted from an old file, or a lagging replica took over.
   */
  readonly acknowledgedSequence?: number;
  /** Whether the store was unavailable to the process since its last report. */
  readonly wasDisconnected: boolean;
  /** Requests per second that the process enforces at present. */
  readonly requestsPerSecond: number;
  /** Calls that wait for a slot, by priority. */
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Every slot that the process holds. A granted slot that is missing here was never used. */
  readonly inFlight: readonly string[];
  /** Requests that have ended and were not reported yet. They can name slots that the store does not know. */
  readonly ended: readonly EndedRequest[];
  /** After a 429: how long no process may send, in milliseconds; otherwise `0`. */
  readonly blockedForMs: number;
}

/** A slot in the window, for one request. */
export interface RateLimitSlot {
  /** Names the slot in later reports. */
  readonly id: string;
  /** Milliseconds until it may be used, counted from the store's response. */
  readonly inMs: number;
  /** How many requests of the account had got a response when the slot was granted. */
  readonly answeredBefore: number;
}

/** What a store grants in response to a report. */
export interface RateLimitGrant {
  /** Identifies the store's data: changes when the data is lost. */
  readonly epoch: string;
  /** Slots for as many waiting calls as the limit allows, the highest priority first. */
  readonly slots: readonly RateLimitSlot[];
  /** When the process should report again for calls that still wait, in milliseconds; absent if no call waits. */
  readonly askAgainInMs?: number;
  /** How long nothing may be sent after any process got a 429, in milliseconds; otherwise `0`. */
  readonly blockedForMs: number;
  /** Processes that reported within the last minute, this one included. */
  readonly processes: number;
}

/**
 * The ledger that the processes of one account share: `@sendo/redis`, or your own. It enforces the rule of the single-process limiter
 * for all of them: a slot is free one second after the response to its request, by the store's own clock.
 *
 * A store has one method, which is one atomic step on one account: a process reports its whole state and is granted slots for its waiting
 * calls. A process requests no more slots than it has waiting calls, so an idle process holds none. A store frees the slots of a process
 * that has not reported for 30 seconds. `RATE_LIMIT_STORE_CASES` of `@sendo/core/testing/stores` checks a store.
 *
 * @example
 * ```ts
 * const store = redisRateLimitStore(new Redis(process.env.REDIS_URL!)); // of @sendo/redis
 * const sendo = new Sendo({ rateLimit: { store, fallbackProcesses: 4 } });
 * ```
 */
export interface RateLimitStore {
  /**
   * @param account - Whose limit it is: a digest, or a name of the option `rateLimit.account`; never a key.
   * @throws Error, whichever it likes: as with no answer within a second, the process goes on with its share until the store is back.
   */
  exchange(account: string, report: RateLimitReport): Promise<RateLimitGrant>;
}
