import { LinkedQueue, type QueueNode } from "../internal/linked-queue.js";

/** Who goes first when calls wait: strictly `high`, then `normal`, then `low`; first come, first served within each. */
export type Priority = "high" | "normal" | "low";

/** All priorities, in the order in which they go. */
export const PRIORITIES = ["high", "normal", "low"] as const satisfies readonly Priority[];

/** Those who wait for their turn, in the order in which it comes. */
export class PriorityQueue<T> {
  readonly #lines: Readonly<Record<Priority, LinkedQueue<T>>> = {
    high: new LinkedQueue(),
    normal: new LinkedQueue(),
    low: new LinkedQueue(),
  };

  /** How many wait, in all lanes. */
  get length(): number {
    const { high, normal, low } = this.#lines;
    return high.length + normal.length + low.length;
  }

  /** How many wait in each lane. */
  get lengths(): Record<Priority, number> {
    const { high, normal, low } = this.#lines;
    return { high: high.length, normal: normal.length, low: low.length };
  }

  /** Joins the end of a lane; or its front, for one that has been called up once already. */
  push(priority: Priority, value: T, inFront: boolean): QueueNode<T> {
    return this.#lines[priority].push(value, inFront);
  }

  /** Leaves. Leaving twice, or after having been called up, does nothing. */
  remove(priority: Priority, node: QueueNode<T>): void {
    this.#lines[priority].remove(node);
  }

  /** Calls up the next one. */
  shift(): T | undefined {
    for (const lane of PRIORITIES) if (this.#lines[lane].length > 0) return this.#lines[lane].shift();
    return undefined;
  }
}
