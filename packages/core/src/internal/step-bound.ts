import { systemClock, type Clock } from "./clock.js";

/** Steps that a store may leave unanswered before further ones are rejected. */
export const MOST_UNANSWERED = 500;
/** A store that leaves its oldest step unanswered for this long does not respond. */
export const UNRESPONSIVE_AFTER_MS = 1_000;

/** Runs a step of a store, or rejects when the store does not respond. */
export type StepBound = <T>(step: () => Promise<T>) => Promise<T>;

/**
 * Bounds what a store's client queues while its server is unavailable: 500 steps, and what began within a second. Without a bound, each
 * call that was given up would leave its commands in memory until the server is back.
 *
 * @param isConnected - Whether the client has a connection now. While it has none, the bound holds without the second, once a
 * step has succeeded: at startup, calls wait for the first connection.
 * @returns A function that runs a step. It rejects with an error of code `STORE_UNRESPONSIVE`.
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
  // In the order in which they were started.
  const open = new Set<{ readonly startedMs: number }>();
  let hasSucceeded = false;
  const isUnresponsive = (): boolean =>
    open.size >= MOST_UNANSWERED &&
    ((hasSucceeded && !isConnected()) || clock.now() - open.values().next().value!.startedMs > UNRESPONSIVE_AFTER_MS);
  return async (step) => {
    if (isUnresponsive()) {
      const message = `The store left ${open.size} steps unanswered, so no further one was started.`;
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
