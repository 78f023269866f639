import { systemClock, type Clock } from "./clock.js";

/** Maximum number of pending steps while the store is unresponsive. */
export const MOST_UNANSWERED = 500;
/** A store counts as unresponsive if its oldest step has been pending for longer than this. */
export const UNRESPONSIVE_AFTER_MS = 1_000;

/** Runs a store step, or rejects if the store is not responding. */
export type StepBound = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Limits how many commands a store's client queues while its server is unavailable. The limit is 500 plus the number of
 * commands started in the last second. Without a limit, abandoned calls would leave their commands in memory until the server
 * responds again.
 *
 * @param isConnected - Returns whether the client is connected. If the client is disconnected after at least one step has
 * succeeded, the limit is exactly 500. At startup, calls wait for the first connection.
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
  // The pending steps, in start order.
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
