/** What the outbox needs of time; BullMQ keeps its own. */
export interface OutboxClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`; the process may end before. */
  after(delayMs: number, run: () => void): () => void;
}

/** The machine's time. */
export const systemClock: OutboxClock = {
  epochMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
