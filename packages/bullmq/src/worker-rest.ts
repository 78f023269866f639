import type { Worker } from "bullmq";
import type { OutboxClock } from "./clock.js";

/** How long a worker takes no job after a failure. */
export const REST_MS = 1_000;

/**
 * The pause that a worker makes when something has failed. BullMQ makes one only where Redis cannot be reached. One that answers with a
 * refusal (a replica that is only read, an ACL, a key of another type) is asked for the next job again at once, for as long as it
 * refuses: 5,700 times a second, with three quarters of a core and a line in the log for each.
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

  /** Jobs that the worker has go on. */
  begin(): void {
    if (this.#isOver || this.#wake !== undefined) return;
    void this.#worker.pause(true);
    this.#wake = this.#clock.after(REST_MS, () => {
      this.#wake = undefined;
      void this.#worker.resume();
    });
  }

  /** No rest any more: the worker is closed, and must not be woken. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }
}
