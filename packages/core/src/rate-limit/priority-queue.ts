import { WaitingLine, type WaitingPlace } from "../internal/linked-queue.js";

/** Who goes first when calls wait: strictly `high`, then `normal`, then `low`; first come, first served within each. */
export type Priority = "high" | "normal" | "low";

/** All priorities, in the order in which they go. */
export const LANES = ["high", "normal", "low"] as const satisfies readonly Priority[];

/** Those who wait for their turn, in the order in which it comes. */
export class Lanes<T> {
  readonly #lines: Readonly<Record<Priority, WaitingLine<T>>> = {
    high: new WaitingLine(),
    normal: new WaitingLine(),
    low: new WaitingLine(),
  };

  /** How many wait, in all lanes. */
  get length(): number {
    const { high, normal, low } = this.#lines;
    return high.length + normal.length + low.length;
  }

  /** How many wait in each lane. */
  get waiting(): Record<Priority, number> {
    const { high, normal, low } = this.#lines;
    return { high: high.length, normal: normal.length, low: low.length };
  }

  /** Joins the end of a lane; or its front, for one that has been called up once already. */
  join(priority: Priority, value: T, inFront: boolean): WaitingPlace<T> {
    return this.#lines[priority].join(value, inFront);
  }

  /** Leaves. Leaving twice, or after having been called up, does nothing. */
  leave(priority: Priority, place: WaitingPlace<T>): void {
    this.#lines[priority].leave(place);
  }

  /** Calls up the next one. */
  shift(): T | undefined {
    for (const lane of LANES) if (this.#lines[lane].length > 0) return this.#lines[lane].shift();
    return undefined;
  }
}
