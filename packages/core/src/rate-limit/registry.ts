import { insertionCursor } from "../internal/insertion-cursor.js";
import type { SendoLogger } from "../observe/logger.js";
import type { RateLimiter } from "./limiter.js";

interface Entry {
  readonly limiter: RateLimiter;
  clients: number;
}

// Different versions of this package can be loaded in the same process. Increment the version number whenever the limiter's
// interface changes.
const REGISTRY = Symbol.for("sendo.limiters.v1");
const STORES = Symbol.for("sendo.limiter-stores.v1");
// A lease adds at most one account but checks several, so that the registry shrinks even if accounts are short-lived.
const SWEPT_PER_LEASE = 3;

/** A client's lease on its account's limiter. */
export interface LimiterLease {
  readonly limiter: RateLimiter;
  release(): void;
}

/**
 * Leases an account's limiter. A process has one limiter per account, because Sendo might apply its limit to all of the
 * account's clients together. That limiter is shared by all clients and Nest modules, even across the ESM and CommonJS
 * copies of this package. If the configured limits differ, the lower one applies, and a warning is logged.
 *
 * @param account - A digest or a name, never an API key.
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
  // No client uses the limiter anymore, so the new limit applies. The limiter was kept only because its recent requests are
  // still counted.
  else if (entry.clients === 0) entry.limiter.setLimit(limit);
  else if (entry.limiter.configuredLimit !== limit) {
    const lower = Math.min(entry.limiter.configuredLimit, limit);
    logger.warn(
      { requestsPerSecond: limit, already: entry.limiter.configuredLimit, kept: lower },
      "Two Sendo clients for the same account have different values for `requestsPerSecond`. The lower value applies to both.",
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
      if (isUnused(entry)) entries.delete(account);
    },
  };
}

/**
 * Returns the registry's name for an account whose limit is shared through a store. Clients share a limiter only if they use
 * the same store object, because a limiter keeps the store it was created with. If clients with different store objects
 * shared a limiter, closing the first client's store would affect the other clients. To a store, two limiters in one process
 * look the same as limiters in separate processes.
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

// An unused account is kept until all of its requests have left the window. Otherwise, a new client would start with an
// empty ledger. Only a few accounts are checked per lease, oldest first, so that no lease has to check every account.
function sweep(entries: Map<string, Entry>): void {
  let next = cursors.get(entries);
  if (next === undefined) cursors.set(entries, (next = insertionCursor(entries)));
  for (let left = Math.min(SWEPT_PER_LEASE, entries.size); left > 0; left -= 1) {
    const account = next();
    const entry = account === undefined ? undefined : entries.get(account);
    if (account !== undefined && entry !== undefined && isUnused(entry)) entries.delete(account);
  }
}
