import type { Clock, TimerHandle } from "../internal/clock.js";
import { withTimeout } from "../internal/with-timeout.js";
import type { DedupeStore } from "../stores/dedupe-store.js";

/** How long a delivery holds its keys without an extension. Sendo sends its first retry only after this time has passed. */
export const LEASE_MS = 60_000;
/** How long a handled event is stored. Sendo's last retry is sent 63 minutes after the first attempt. */
export const REMEMBER_MS = 2 * 3_600_000;

/** Timeout for one store operation. If the store is unavailable, a delivery should fail fast. */
const STORE_TIMEOUT_MS = 5_000;

/** The parameters for a claim. */
export interface ClaimSetUp {
  readonly store: DedupeStore;
  readonly keys: readonly string[];
  readonly owner: string;
  readonly clock: Pick<Clock, "setTimer" | "now">;
  /** Called if extending a lease fails, or if another delivery has claimed a key. The handler keeps running. */
  readonly onLeaseTrouble: (cause: unknown) => void;
}

/** One delivery's claimed keys. Their leases are extended until the delivery is settled. */
export interface DeliveryClaim {
  /** Records the event as handled. @throws the store's error */
  done(): Promise<void>;
  /** Lets another delivery handle the event. @throws the store's error */
  release(): Promise<void>;
}

/**
 * Claims either all of an event's keys or none of them. Keys are claimed in order, and a claim never waits for another
 * delivery. Two deliveries of one event therefore cannot deadlock.
 *
 * @returns The claim, or `busy` if another delivery holds a key, or `done` if a key belongs to a handled event. If the
 * result is `done`, any keys that this call has already claimed are also recorded as handled. Retries can then be recognized
 * by those keys too.
 * @throws the store's error. Any keys that might have been claimed are released in the background
 */
export async function claimDelivery(given: ClaimSetUp): Promise<DeliveryClaim | "busy" | "done"> {
  const { keys, owner, clock, onLeaseTrouble } = given;
  const store = boundedStore(given);
  const held: string[] = [];
  try {
    for (const key of keys) {
      const verdict = await store.claim(key, { owner, leaseMs: LEASE_MS });
      if (verdict === "mine") held.push(key);
      else if (verdict === "done") {
        for (const mine of held) await store.done(mine, { owner, ttlMs: REMEMBER_MS });
        return "done";
      } else {
        for (const mine of held) await store.release(mine, { owner });
        return "busy";
      }
    }
  } catch (error) {
    // The store may have made the claim even though the call failed, so the claim is released. The release is not awaited,
    // because the store may be unavailable. If the release fails, the claim remains until its lease expires.
    const tried = keys.slice(0, held.length + 1);
    void forEach(tried, (key) => store.release(key, { owner })).catch(() => undefined);
    throw error;
  }
  const stopExtending = keepExtending({ store, keys, owner, clock, onLeaseTrouble });
  return {
    async done() {
      await stopExtending();
      await forEach(keys, (key) => store.done(key, { owner, ttlMs: REMEMBER_MS }));
    },
    async release() {
      await stopExtending();
      await forEach(keys, (key) => store.release(key, { owner }));
    },
  };
}

function boundedStore({ store, clock }: ClaimSetUp): DedupeStore {
  const bounded = <T>(step: Promise<T>): Promise<T> => withTimeout(step, STORE_TIMEOUT_MS, clock);
  return {
    claim: (key, claim) => bounded(store.claim(key, claim)),
    done: (key, fact) => bounded(store.done(key, fact)),
    release: (key, release) => bounded(store.release(key, release)),
  };
}

// If one key fails, the other keys must still be recorded or released.
async function forEach(keys: readonly string[], step: (key: string) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(keys.map(async (key) => step(key)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function keepExtending({ store, keys, owner, clock, onLeaseTrouble }: ClaimSetUp): () => Promise<void> {
  let timer: TimerHandle | undefined;
  let extension: Promise<void> = Promise.resolve();
  let stopped = false;
  const extend = async (): Promise<void> => {
    try {
      for (const key of keys) {
        const verdict = await store.claim(key, { owner, leaseMs: LEASE_MS });
        // The lease is lost, so this delivery stops extending it. A later `claim` by this delivery could take the key
        // from another delivery.
        if (verdict !== "mine") return onLeaseTrouble(undefined);
      }
    } catch (error) {
      onLeaseTrouble(error);
    }
    if (!stopped) arm();
  };
  const arm = (): void => {
    // The timer should not keep the process alive.
    const tick = (): void => {
      extension = extend();
    };
    timer = clock.setTimer(tick, LEASE_MS / 3, { keepAlive: false });
  };
  arm();
  return async () => {
    stopped = true;
    timer?.cancel();
    // An extension that is still in flight could claim the keys again after their release.
    await extension;
  };
}
