import type { Clock, TimerHandle } from "./clock.js";

/**
 * A store that hangs counts as one that fails. The step may still take effect later.
 *
 * @throws what the step threw, or an error with the code `STORE_TIMEOUT`.
 */
export async function withinStoreTime<T>(
  step: Promise<T>,
  limitMs: number,
  clock: Pick<Clock, "setTimer">,
): Promise<T> {
  let timer: TimerHandle | undefined;
  try {
    return await Promise.race([
      step,
      new Promise<never>((_, reject) => {
        const timedOut = Object.assign(new Error("no answer"), { name: "TimeoutError", code: "STORE_TIMEOUT" });
        timer = clock.setTimer(() => reject(timedOut), limitMs);
      }),
    ]);
  } finally {
    timer?.cancel();
  }
}
