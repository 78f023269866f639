import { PRIORITIES, type Priority } from "../rate-limit/priority-queue.js";

/**
 * Counts the additional slots needed, by priority. Waiting calls are counted from the highest priority down, up to a
 * total of `most`. `held` is the number of slots that the process already holds.
 */
export function unmetDemand(
  waiting: Readonly<Record<Priority, number>>,
  most: number,
  held: number,
): Record<Priority, number> {
  // Lower priorities get the slots that higher priorities leave unused. Calls that already have a slot do not need another.
  const afterMost = demandAfter(waiting, most);
  const afterSlots = demandAfter(waiting, held);
  const wanted = (lane: Priority): number => Math.max(0, afterSlots[lane] - afterMost[lane]);
  return { high: wanted("high"), normal: wanted("normal"), low: wanted("low") };
}

/** The demand that remains after `count` slots have been granted, starting with the highest priority. */
export function demandAfter(waiting: Readonly<Record<Priority, number>>, count: number): Record<Priority, number> {
  const left = { ...waiting };
  for (const lane of PRIORITIES) {
    const served = Math.min(left[lane], count);
    left[lane] -= served;
    count -= served;
  }
  return left;
}
