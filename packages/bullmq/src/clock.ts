import { systemClock as machine } from "@sendo/core/adapter";

/** What the outbox needs of time; BullMQ keeps its own. */
export interface OutboxClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Milliseconds that never jump. */
  nowMs(): number;
  /** Calls `run` once after `delayMs`, unless what it returns is called before. `keepAlive: false` lets the process end first. */
  after(delayMs: number, run: () => void, options?: { readonly keepAlive?: boolean | undefined }): () => void;
}

/** The machine's time. Fake timers of a test runner do not reach it. */
export const systemClock: OutboxClock = {
  epochMs: () => machine.epochMs(),
  nowMs: () => machine.now(),
  after(delayMs, run, options) {
    const timer = machine.setTimer(run, delayMs, options);
    return () => timer.cancel();
  },
};
