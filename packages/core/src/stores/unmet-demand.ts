import { PRIORITIES, type Priority } from "../rate-limit/priority-queue.js";

/** Of those who wait in each lane, how many need a further slot: `most` may use one at all, and `held` slots are here already. */
export function unmetDemand(
  waiting: Readonly<Record<Priority, number>>,
  most: number,
  held: number,
): Record<Priority, number> {
  // The last in line wait for what those before them leave, and those who have a slot already need no other.
  const afterMost = demandAfter(waiting, most);
  const afterSlots = demandAfter(waiting, held);
  const wanted = (lane: Priority): number => Math.max(0, afterSlots[lane] - afterMost[lane]);
  return { high: wanted("high"), normal: wanted("normal"), low: wanted("low") };
}

/** The demand that is left after `count` slots were granted, from the highest lane down. */
export function demandAfter(waiting: Readonly<Record<Priority, number>>, count: number): Record<Priority, number> {
  const left = { ...waiting };
  for (const lane of PRIORITIES) {
    const served = Math.min(left[lane], count);
    left[lane] -= served;
    count -= served;
  }
  return left;
}
