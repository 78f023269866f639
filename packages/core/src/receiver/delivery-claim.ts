import type { Clock, TimerHandle } from "../internal/clock.js";
import { withTimeout } from "../internal/with-timeout.js";
import type { DedupeStore } from "../stores/dedupe-store.js";

/** How long a delivery holds its keys without a sign of life. Sendo's first retry comes after this long. */
export const LEASE_MS = 60_000;
/** How long a handled event is remembered: Sendo's last retry comes 63 minutes after its first attempt. */
export const REMEMBER_MS = 2 * 3_600_000;

/** How long the store may take for one step: a delivery that waits for a store that is away is of no use to anybody. */
const STORE_TIMEOUT_MS = 5_000;

/** What a claim needs. */
export interface ClaimSetUp {
  readonly store: DedupeStore;
  readonly keys: readonly string[];
  readonly owner: string;
  readonly clock: Pick<Clock, "setTimer" | "now">;
  /** Told when an extension fails, or finds the keys in other hands; the handler goes on. */
  readonly onLeaseTrouble: (cause: unknown) => void;
}

/** The keys of one delivery, held and extended until it is settled. */
export interface DeliveryClaim {
  /** Records the event as handled. @throws what the store threw */
  done(): Promise<void>;
  /** Lets another delivery handle the event. @throws what the store threw */
  release(): Promise<void>;
}

/**
 * Takes every key of an event, or none. Keys are asked for in order and nobody waits while holding one, so that two
 * deliveries of one event cannot block each other.
 *
 * @returns The claim; `busy` when another delivery holds a key; `done` when one key is known as handled (the others are
 * then remembered with it, so that a retry is recognised by whichever it repeats).
 * @throws what the store threw; nothing is held then, as far as the store lets go.
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
    // The one that failed may be held all the same. Best effort, and not waited for, since a store that is away would be waited
    // for twice: a lease that cannot be given back ends by itself.
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

/** The store, with an end to each step. */
function boundedStore({ store, clock }: ClaimSetUp): DedupeStore {
  const bounded = <T>(step: Promise<T>): Promise<T> => withTimeout(step, STORE_TIMEOUT_MS, clock);
  return {
    claim: (key, claim) => bounded(store.claim(key, claim)),
    done: (key, fact) => bounded(store.done(key, fact)),
    release: (key, release) => bounded(store.release(key, release)),
  };
}

// One key's failure must not keep the others from being recorded or freed.
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
        if (verdict !== "mine") return onLeaseTrouble(undefined); // lost for good: extending more would take it back
      }
    } catch (error) {
      onLeaseTrouble(error);
    }
    if (!stopped) arm();
  };
  const arm = (): void => {
    // The handler is what keeps the process alive, not this.
    const tick = (): void => {
      extension = extend();
    };
    timer = clock.setTimer(tick, LEASE_MS / 3, { keepAlive: false });
  };
  arm();
  return async () => {
    stopped = true;
    timer?.cancel();
    // An extension on its way would take the keys back after they were given up.
    await extension;
  };
}
