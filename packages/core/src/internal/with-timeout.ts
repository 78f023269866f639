import { afterPendingIo, type Clock, type TimerHandle } from "./clock.js";

/**
 * A store that hangs counts as one that fails. The step may still take effect later.
 *
 * @throws what the step threw, or an error with the code `STORE_TIMEOUT`.
 */
export function withTimeout<T>(step: Promise<T>, limitMs: number, clock: Pick<Clock, "setTimer" | "now">): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let timer: TimerHandle | undefined;
    const settle = (): void => {
      isSettled = true;
      timer?.cancel();
    };
    step.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what the store threw, as it was
        reject(error);
      },
    );
    // A store in memory has answered by the next microtask: it needs no timer. The error is made when it is needed, since taking down
    // where it was made costs more than such a step.
    void Promise.resolve().then(() => {
      if (isSettled) return;
      const dueMs = clock.now() + limitMs;
      timer = clock.setTimer(() => afterPendingIo(clock, dueMs, () => reject(timeoutError())), limitMs);
    });
  });
}

const timeoutError = (): Error =>
  Object.assign(new Error("no answer"), { name: "TimeoutError", code: "STORE_TIMEOUT" });
