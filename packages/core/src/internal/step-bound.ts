import { systemClock, type Clock } from "./clock.js";

/** Number of pending steps above which further steps are rejected. */
export const MOST_UNANSWERED = 500;
/** If its oldest step has been pending for this long, a store counts as unresponsive. */
export const UNRESPONSIVE_AFTER_MS = 1_000;

/** Runs a store step, or rejects if the store is not responding. */
export type StepBound = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Limits how many commands a store's client queues while its server is unavailable: 500, plus those from the last second.
 * Without a limit, abandoned calls would leave their commands in memory until the server responds again.
 *
 * @param isConnected - Returns whether the client is connected. While the client is disconnected, the limit applies
 * immediately if at least one step has already succeeded. At startup, calls wait for the first connection.
 * @returns A function that runs a step. It rejects with an error whose code is `STORE_UNRESPONSIVE`.
 *
 * @example
 * ```ts
 * const bounded = createStepBound();
 * await bounded(() => store.release("key", { owner: "owner", inDoubt: true }));
 * ```
 */
export function createStepBound(
  isConnected: () => boolean = () => true,
  clock: Pick<Clock, "now"> = systemClock,
): StepBound {
  // In the order in which they started.
  const open = new Set<{ readonly startedMs: number }>();
  let hasSucceeded = false;
  const isUnresponsive = (): boolean =>
    open.size >= MOST_UNANSWERED &&
    ((hasSucceeded && !isConnected()) || clock.now() - open.values().next().value!.startedMs > UNRESPONSIVE_AFTER_MS);
  return async (step) => {
    if (isUnresponsive()) {
      const message = `The store has ${open.size} pending steps, so no further step was started.`;
      throw Object.assign(new Error(message), { code: "STORE_UNRESPONSIVE" });
    }
    const entry = { startedMs: clock.now() };
    open.add(entry);
    try {
      const result = await step();
      hasSucceeded = true;
      return result;
    } finally {
      open.delete(entry);
    }
  };
}
