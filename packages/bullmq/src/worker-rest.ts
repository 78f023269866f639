import type { Worker } from "bullmq";
import type { OutboxClock } from "./clock.js";

/** A worker's pause after a failure. */
export const REST_MS = 1_000;

/**
 * Pauses a worker after a failure. BullMQ pauses only if Redis is unreachable. If Redis rejects commands (because of a
 * read-only replica, an ACL or a key with another type), BullMQ requests the next job again immediately. That is 5,700
 * requests per second, which use 75% of a core and write one log line each.
 */
export class WorkerRest {
  readonly #worker: Worker;
  readonly #clock: OutboxClock;
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(worker: Worker, clock: OutboxClock) {
    this.#worker = worker;
    this.#clock = clock;
  }

  /** Jobs in progress continue. */
  begin(): void {
    if (this.#isOver || this.#wake !== undefined) return;
    void this.#worker.pause(true);
    this.#wake = this.#clock.after(REST_MS, () => {
      this.#wake = undefined;
      void this.#worker.resume();
    });
  }

  /** Ends a worker's pause without resuming the worker, because the worker is being closed. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }
}
