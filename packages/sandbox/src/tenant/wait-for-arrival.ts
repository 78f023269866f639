import { realTimer, type SandboxClock } from "../time/clock.js";
import type { Account } from "../engine/account.js";
import type { MessageRecord } from "../engine/message-record.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** @internal */
export interface ArrivalOptions {
  readonly account: Account;
  /** The phone's number. */
  readonly number: string;
  readonly clock: SandboxClock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * @internal Calls `look` immediately, and again whenever the status of a message to the phone changes. Returns the first
 * result other than `undefined`. Returns `undefined` if there is none within `timeoutMs`, which is measured in real
 * time. On a manual or frozen clock, all due actions run when the wait starts, and again after each new message to the
 * phone.
 */
export async function waitForArrival<T>(look: () => T | undefined, options: ArrivalOptions): Promise<T | undefined> {
  const { account, number, clock, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  if (account.closed) throw closed();
  const settle = (): Promise<void> => (clock.frozen ? clock.settle() : Promise.resolve());
  const found = look();
  if (found !== undefined) return found;
  return await new Promise((resolve, reject) => {
    let timer: { cancel(): void } | undefined;
    const stop = (): void => {
      timer?.cancel();
      signal?.removeEventListener("abort", onAbort);
      account.events.off("message", onMessage).off("closed", onClosed);
    };
    // If matching a pattern takes too long, `look` throws. The error must reject this wait call, not the request that
    // sent the message.
    const check = (isLast = false): boolean => {
      try {
        const match = look();
        if (match === undefined && !isLast) return false;
        stop();
        resolve(match);
      } catch (error) {
        stop();
        const failure = error as Error;
        reject(failure);
      }
      return true;
    };
    const onMessage = (record: MessageRecord): void => {
      if (record.to === number && !check() && record.status === "CREATED") void settle();
    };
    const onClosed = (): void => {
      stop();
      reject(closed());
    };
    const onAbort = (): void => {
      stop();
      reject(signal!.reason as Error);
    };
    account.events.on("message", onMessage).on("closed", onClosed);
    signal?.addEventListener("abort", onAbort, { once: true });
    const end = (): void => void check(true);
    // Due jobs run even if the timeout is 0.
    if (timeoutMs === 0) void settle().then(end);
    else {
      timer = realTimer(end, timeoutMs);
      void settle();
    }
  });
}

function closed(): SandboxError {
  return new SandboxError("closed", "The sandbox is closed or the tenant was dropped, so no message can arrive.");
}
