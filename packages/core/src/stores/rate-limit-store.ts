import type { Priority } from "../rate-limit/priority-queue.js";

/** A store frees the slots of a process that has not reported for this long. */
export const SLOT_LEASE_MS = 30_000;

/** A request that is over, as its process tells the store. */
export interface EndedRequest {
  /** The slot that it had. */
  readonly id: string;
  /** `answered`; `rate-limited`: the response was a 429; `lost`: it left, and no answer came. */
  readonly how: "answered" | "rate-limited" | "lost";
  /** Milliseconds since then, by the process. */
  readonly agoMs: number;
  /** What {@link RateLimitSlot.answeredBefore} of its slot was. */
  readonly answeredBefore?: number;
  /** `X-RateLimit-Remaining` of the answer, where it had one. */
  readonly remaining?: number;
}

/** What a process tells a store: the whole of its situation, so that nothing depends on an earlier message. */
export interface RateLimitReport {
  /** Who tells: unique for each process, of `0-9a-f`. */
  readonly process: string;
  /** Rises with each report of the process. A report that comes after a later one is void. */
  readonly sequence: number;
  /** The `epoch` of the last answer, by which a store that has lost its memory is recognised. */
  readonly epoch?: string;
  /**
   * The `turn` of the last report that was answered, where that was in the last 30 seconds. A store that knows of none so late
   * has lost what came after: a server that was started again with an old file, or a replica that was behind.
   */
  readonly acknowledgedSequence?: number;
  /** Whether the process had to do without the store since its last report. */
  readonly wasDisconnected: boolean;
  /** Requests a second that the process keeps at present. */
  readonly requestsPerSecond: number;
  /** Calls that wait for their turn, by lane. */
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Every slot that the process holds. One that the store gave it and that is missing here was never used. */
  readonly inFlight: readonly string[];
  /** Requests that are over and have not been told of. May name slots that the store does not know. */
  readonly ended: readonly EndedRequest[];
  /** After a 429: for how long nobody should send, in milliseconds; else `0`. */
  readonly blockedForMs: number;
}

/** A slot in the window, for one request. */
export interface RateLimitSlot {
  /** By this it is told as held, or as ended. */
  readonly id: string;
  /** Milliseconds until it may be used, from the moment of the store's answer. */
  readonly inMs: number;
  /** Requests of the account that had been answered by then. */
  readonly answeredBefore: number;
}

/** What a store answers. */
export interface RateLimitGrant {
  /** Names the store's memory: changes when that is lost. */
  readonly epoch: string;
  /** For as many of those who wait as there is room for, the first of the highest lane first. */
  readonly slots: readonly RateLimitSlot[];
  /** When it makes sense to ask again for those who still wait, in milliseconds; absent when nobody does. */
  readonly askAgainInMs?: number;
  /** For how long nothing may be sent, after some process met a 429; else `0`. */
  readonly blockedForMs: number;
  /** Processes that were heard of in the last minute, this one included. */
  readonly processes: number;
}

/**
 * The ledger that processes of one account share: `@sendo/redis`, or your own. It keeps the rule that the limiter of one process
 * keeps (a slot is free one second after its request was answered), by its own clock, for all of them.
 *
 * One method, and one atomic step on one account: a process tells everything about itself, and is given slots for those who
 * wait. A process asks for no more slots than it has calls waiting, so one that is idle holds none; slots of a process that is
 * not heard of any more are free after 30 seconds. `RATE_LIMIT_STORE_CASES` of `@sendo/core/testing` checks a store.
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
