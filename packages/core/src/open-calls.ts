import type { Clock } from "./clock.js";
import type { Interruption } from "./interruption.js";

/** What became of the calls that were open when a client was closed. */
export interface CloseReport {
  /** Calls that came to their own end. */
  readonly drained: number;
  /** Calls that were ended; each has failed with `client_closed` and its own outcome. */
  readonly ended: number;
}

/** The calls of a client that are not over. */
export class OpenCalls {
  /** For each call, a promise of its end, which never rejects. */
  readonly #ends = new Set<Promise<void>>();
  readonly #interruptions = new Set<Interruption>();
  #isClosed = false;

  /** Runs a call, unless the client is closed; then the call's first step finds out. */
  async run<T>(interruption: Interruption, call: () => Promise<T>): Promise<T> {
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    if (this.#isClosed) interruption.interrupt("client_closed");
    this.#ends.add(ended);
    this.#interruptions.add(interruption);
    try {
      return await call();
    } finally {
      this.#ends.delete(ended);
      this.#interruptions.delete(interruption);
      interruption.dispose();
      end();
    }
  }

  /** Takes no more calls, waits up to `drainMs` for those that are open, and ends the rest. */
  async close(drainMs: number, clock: Clock): Promise<CloseReport> {
    this.#isClosed = true;
    const open = this.#ends.size;
    if (open > 0 && drainMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = clock.setTimer(resolve, drainMs);
        void Promise.all(this.#ends).then(() => {
          timer.cancel();
          resolve();
        });
      });
    }
    const ended = this.#interruptions.size;
    for (const interruption of this.#interruptions) interruption.interrupt("client_closed");
    return { drained: open - ended, ended };
  }
}
