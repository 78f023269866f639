import type { OutboxClock } from "./clock.js";

/** Bounds a step of the store. BullMQ would wait indefinitely for a Redis that is unavailable. */
export async function inTime<T>(clock: OutboxClock, timeoutMs: number, step: () => Promise<T>): Promise<T> {
  let cancel = (): void => {};
  const timedOut = new Promise<never>((_, reject) => {
    const cause = Object.assign(new Error("no answer"), { name: "TimeoutError", code: "STORE_TIMEOUT" });
    cancel = clock.after(timeoutMs, () => reject(cause));
  });
  try {
    return await Promise.race([step(), timedOut]);
  } finally {
    cancel();
  }
}
