import { LinkedQueue } from "../internal/linked-queue.js";

/**
 * Counts the requests in flight in front of dispatch, for the whole client. The connection pool itself never queues, so a
 * request that waits for a socket waits here, where it can leave in the same tick and cannot be sent behind our back.
 */
export class Semaphore {
  #free: number;
  readonly #waiting = new LinkedQueue<() => void>();

  constructor(maxConnections: number) {
    this.#free = maxConnections;
  }

  /** Takes a slot if one is free at this moment. */
  tryAcquire(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a slot, when {@link tryAcquire} had none; `granted` is called once. What is returned leaves the line. */
  acquire(granted: () => void): () => void {
    const node = this.#waiting.push(granted);
    return () => this.#waiting.remove(node);
  }

  /** Gives a slot back, to whoever has waited longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
