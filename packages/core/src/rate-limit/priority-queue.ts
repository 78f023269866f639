import { LinkedQueue, type QueueNode } from "../internal/linked-queue.js";

/**
 * Priority among waiting calls: `high` goes before `normal`, and `normal` before `low`. Calls with the same priority are
 * admitted in the order in which they arrive.
 */
export type Priority = "high" | "normal" | "low";

/** All priorities, highest first. */
export const PRIORITIES = ["high", "normal", "low"] as const satisfies readonly Priority[];

/** Waiting values, ordered by priority and then by arrival. */
export class PriorityQueue<T> {
  readonly #lines: Readonly<Record<Priority, LinkedQueue<T>>> = {
    high: new LinkedQueue(),
    normal: new LinkedQueue(),
    low: new LinkedQueue(),
  };

  get length(): number {
    const { high, normal, low } = this.#lines;
    return high.length + normal.length + low.length;
  }

  get lengths(): Record<Priority, number> {
    const { high, normal, low } = this.#lines;
    return { high: high.length, normal: normal.length, low: low.length };
  }

  /** Yields the values in the order in which {@link shift} would return them. */
  *[Symbol.iterator](): Generator<T, void> {
    for (const lane of PRIORITIES) yield* this.#lines[lane];
  }

  /** Adds a value to the back of its priority's queue, or to the front if `inFront` is `true`. */
  push(priority: Priority, value: T, inFront: boolean): QueueNode<T> {
    return this.#lines[priority].push(value, inFront);
  }

  /** Removes a value. Has no effect if the value was already removed or returned by `shift`. */
  remove(priority: Priority, node: QueueNode<T>): void {
    this.#lines[priority].remove(node);
  }

  shift(): T | undefined {
    for (const lane of PRIORITIES) if (this.#lines[lane].length > 0) return this.#lines[lane].shift();
    return undefined;
  }
}
