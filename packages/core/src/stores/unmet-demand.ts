import type { Priority } from "../rate-limit/priority-queue.js";
import { lessPlaces } from "../testing/stores/shared-ledger.js";

/** Of those who wait in each lane, how many need a further place: `most` may use one at all, and `held` places are here already. */
export function wantedPlaces(
  waiting: Readonly<Record<Priority, number>>,
  most: number,
  held: number,
): Record<Priority, number> {
  // The last in line wait for what those before them leave, and those who have a place already need no other.
  const afterMost = lessPlaces(waiting, most);
  const afterPlaces = lessPlaces(waiting, held);
  const wanted = (lane: Priority): number => Math.max(0, afterPlaces[lane] - afterMost[lane]);
  return { high: wanted("high"), normal: wanted("normal"), low: wanted("low") };
}
