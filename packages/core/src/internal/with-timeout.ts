import { afterPendingIo, type Clock, type TimerHandle } from "./clock.js";

/**
 * Rejects if a store operation takes too long. The operation can still take effect later.
 *
 * @throws the store's error, or an error with the code `STORE_TIMEOUT`
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
    // A call to an in-memory store settles before this microtask runs, so it needs no timer. The error is created only on a timeout,
    // because capturing a stack trace costs more than an in-memory operation.
    void Promise.resolve().then(() => {
      if (isSettled) return;
      const dueMs = clock.now() + limitMs;
      timer = clock.setTimer(() => afterPendingIo(clock, dueMs, () => reject(timeoutError())), limitMs);
    });
  });
}

const timeoutError = (): Error =>
  Object.assign(new Error("no response"), { name: "TimeoutError", code: "STORE_TIMEOUT" });
