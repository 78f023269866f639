import type { Account } from "../engine/account.js";
import type { Delivery } from "../engine/delivery.js";
import { BoundedMap } from "../internal/bounded-map.js";

const WAITING_KEPT = 10_000;

/** @internal State of a pending delivery. */
export interface Waiting {
  /**
   * What the delivery is waiting for: a free connection (`turn`), the response (`attempt`) or the next attempt
   * (`retry`).
   */
  phase: "turn" | "attempt" | "retry";
  /** Cancels the next step. An attempt in flight is not aborted. */
  stop(): void;
}

/**
 * @internal The pending deliveries of all accounts. Each account is limited to 10,000 pending deliveries, so that
 * deliveries to an unavailable app cannot exhaust memory.
 */
export interface Backlog {
  /** Adds a delivery. If the account then has too many deliveries, removes and returns the oldest one. */
  add(account: Account, delivery: Delivery): (Pick<Waiting, "phase"> & { readonly delivery: Delivery }) | undefined;
  /** Returns `undefined` if the delivery is not pending. */
  get(account: Account, delivery: Delivery): Waiting | undefined;
  remove(account: Account, delivery: Delivery): void;
  /** Cancels all pending deliveries. */
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
