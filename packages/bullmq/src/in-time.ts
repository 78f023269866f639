import type { OutboxClock } from "./clock.js";

/** Runs a store operation with a timeout. BullMQ would wait indefinitely while Redis is unavailable. */
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
