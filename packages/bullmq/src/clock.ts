import { systemClock as machine } from "@sendo/core/adapter";

/** The outbox's clock. BullMQ does not use this clock. */
export interface OutboxClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Milliseconds on a monotonic clock. */
  nowMs(): number;
  /**
   * Calls `run` once after `delayMs`, and returns a function that cancels the call. With `keepAlive: false`, the process can exit before
   * `run` is called.
   */
  after(delayMs: number, run: () => void, options?: { readonly keepAlive?: boolean | undefined }): () => void;
}

/** The system clock. A test runner's fake timers do not affect it. */
export const systemClock: OutboxClock = {
  epochMs: () => machine.epochMs(),
  nowMs: () => machine.now(),
  after(delayMs, run, options) {
    const timer = machine.setTimer(run, delayMs, options);
    return () => timer.cancel();
  },
};
