/** What the outbox needs of time; BullMQ keeps its own. */
export interface OutboxClock {
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`, unless what it returns is called before. `keepAlive: false` lets the process end first. */
  after(delayMs: number, run: () => void, options?: { readonly keepAlive?: boolean }): () => void;
}

/** The machine's time. */
export const systemClock: OutboxClock = {
  epochMs: () => Date.now(),
  after(delayMs, run, { keepAlive = true } = {}) {
    const timer = setTimeout(run, delayMs);
    if (!keepAlive) timer.unref();
    return () => clearTimeout(timer);
  },
};
