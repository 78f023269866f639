import { insertionCursor } from "../internal/insertion-cursor.js";
import type { SendoLogger } from "../observe/logger.js";
import type { RateLimiter } from "./limiter.js";

/** What a registry keeps for an account. */
interface Entry {
  readonly limiter: RateLimiter;
  /** Clients that use it. */
  clients: number;
}

// Versioned, since different versions of this package can meet in one process: change it when a Limiter's surface changes.
const REGISTRY = Symbol.for("sendo.limiters.v1");
const STORES = Symbol.for("sendo.limiter-stores.v1");
// More than one, so that the registry shrinks while short-lived accounts come and go.
const SWEPT_PER_LEASE = 3;

/** A client's hold on the limiter of its account. */
export interface LimiterLease {
  readonly limiter: RateLimiter;
  /** The client needs it no more. */
  release(): void;
}

/**
 * The limiter of an account, one for the whole process: two clients, two Nest modules, or the ESM and the CJS copy of this
 * package meet here, since Sendo may count them together. Of differing limits the lower one wins, with a warning.
 *
 * @param account - A digest or a name; never a key.
 */
export function leaseLimiter(
  account: string,
  limit: number,
  create: () => RateLimiter,
  logger: SendoLogger,
): LimiterLease {
  const entries = registry();
  sweep(entries);
  let entry = entries.get(account);
  if (entry === undefined || isUnused(entry)) entries.set(account, (entry = { limiter: create(), clients: 0 }));
  // Nobody holds it any more, so nobody else's wish stands: what has been sent is all that it is kept for.
  else if (entry.clients === 0) entry.limiter.setLimit(limit);
  else if (entry.limiter.configuredLimit !== limit) {
    const lower = Math.min(entry.limiter.configuredLimit, limit);
    logger.warn(
      { requestsPerSecond: limit, already: entry.limiter.configuredLimit, kept: lower },
      "Two Sendo clients of one account name different values of `requestsPerSecond`; the lower one is kept for both.",
    );
    entry.limiter.setLimit(lower);
  }
  entry.clients += 1;
  let held = true;
  return {
    limiter: entry.limiter,
    release() {
      if (!held) return;
      held = false;
      entry.clients -= 1;
      // Nothing was sent for a while: there is nothing to remember.
      if (isUnused(entry)) entries.delete(account);
    },
  };
}

/**
 * The name of an account whose limit a store shares. Clients meet only on the very same store: each limiter speaks through the
 * store that it was made with, and another client's connection may be closed before this one's. Two limiters of one process
 * are like two processes to what they share.
 */
export function sharedAccount(account: string, store: object): string {
  const holder = globalThis as { [STORES]?: { numbers: WeakMap<object, number>; last: number } };
  const stores = (holder[STORES] ??= { numbers: new WeakMap(), last: 0 });
  let number = stores.numbers.get(store);
  if (number === undefined) stores.numbers.set(store, (number = stores.last += 1));
  return `shared:${number}:${account}`;
}

function registry(): Map<string, Entry> {
  const holder = globalThis as { [REGISTRY]?: Map<string, Entry> };
  return (holder[REGISTRY] ??= new Map());
}

function isUnused({ clients, limiter }: Entry): boolean {
  return clients === 0 && limiter.isPristine;
}

const cursors = new WeakMap<Map<string, Entry>, () => string | undefined>();

// An unused account is deleted only when all that it has sent is out of every window: a new client of the same account must not start with
// an empty ledger. A few accounts for each lease, the oldest first, so that no client pays for all of them.
function sweep(entries: Map<string, Entry>): void {
  let next = cursors.get(entries);
  if (next === undefined) cursors.set(entries, (next = insertionCursor(entries)));
  for (let left = Math.min(SWEPT_PER_LEASE, entries.size); left > 0; left -= 1) {
    const account = next();
    const entry = account === undefined ? undefined : entries.get(account);
    if (account !== undefined && entry !== undefined && isUnused(entry)) entries.delete(account);
  }
}
