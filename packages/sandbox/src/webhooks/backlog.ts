import type { Account } from "../engine/account.js";
import type { Delivery } from "../engine/delivery.js";
import { BoundedMap } from "../internal/bounded-map.js";

const WAITING_KEPT = 10_000;

/** @internal A delivery that waits for its turn, its attempt or its retry. */
export interface Waiting {
  /** `turn`: for its first attempt or for a free connection. `attempt`: for the response. `retry`: for the next attempt. */
  phase: "turn" | "attempt" | "retry";
  /** Ends the wait: what was to come does not come. An attempt in flight ends by itself. */
  stop(): void;
}

/** @internal The deliveries of all accounts that wait, at most 10,000 of each: an app that is down must not fill the memory. */
export interface Backlog {
  /** Adds a delivery. If that is one too many, removes the account's oldest one and returns it. */
  add(account: Account, delivery: Delivery): (Pick<Waiting, "phase"> & { readonly delivery: Delivery }) | undefined;
  /** `undefined` if it does not wait, or no longer. */
  get(account: Account, delivery: Delivery): Waiting | undefined;
  remove(account: Account, delivery: Delivery): void;
  /** Stops all. */
  close(): void;
}

/** @internal */
export function createBacklog(most = WAITING_KEPT): Backlog {
  const accounts = new Map<Account, BoundedMap<Delivery, Waiting>>();

  const of = (account: Account): BoundedMap<Delivery, Waiting> => {
    let deliveries = accounts.get(account);
    if (deliveries === undefined) {
      accounts.set(account, (deliveries = new BoundedMap(most)));
      const { events } = account;
      const onReset = (): void => stopAll(account);
      events.on("reset", onReset);
      events.once("closed", () => {
        events.off("reset", onReset);
        stopAll(account);
        accounts.delete(account);
      });
    }
    return deliveries;
  };

  const stopAll = (account: Account): void => {
    const deliveries = accounts.get(account);
    const waiting = [...(deliveries?.values() ?? [])];
    deliveries?.clear();
    for (const each of waiting) each.stop();
  };

  return {
    add(account, delivery) {
      const evicted = of(account).set(delivery, { phase: "turn", stop() {} });
      if (evicted === undefined) return undefined;
      const [oldest, waiting] = evicted;
      waiting.stop();
      return { delivery: oldest, phase: waiting.phase };
    },
    get: (account, delivery) => accounts.get(account)?.get(delivery),
    remove: (account, delivery) => void accounts.get(account)?.delete(delivery),
    close() {
      for (const account of accounts.keys()) stopAll(account);
    },
  };
}
