import { LinkedQueue } from "../internal/linked-queue.js";

/**
 * Limits how many requests a client can have in flight. Requests wait here, so the connection pool itself never queues
 * them. A waiting request can be removed synchronously, so the pool cannot send it later.
 */
export class Semaphore {
  #free: number;
  readonly #waiting = new LinkedQueue<() => void>();

  constructor(maxConnections: number) {
    this.#free = maxConnections;
  }

  tryAcquire(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a slot. Calls `granted` once. Returns a function that removes the caller from the queue. */
  acquire(granted: () => void): () => void {
    const node = this.#waiting.push(granted);
    return () => this.#waiting.remove(node);
  }

  /** Releases a slot, or passes it to the caller that has been waiting longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
