import { systemClock, type Clock } from "../../internal/clock.js";
import type { StoreUnderTest } from "./store-case.js";

/** The shortest time that a case counts on between two of its steps, with something to spare. */
const LATE_MS = 40;
const MOST_PLAYS = 5;

/**
 * Plays a case, and again when it failed *and* was held up: "before the lease ends" says nothing of a store if the machine did
 * not come to ask in time. A failure in time is final at once, so that a store which fails now and then is not excused. On a
 * virtual clock no case is ever late.
 */
export async function playInTime<Store>(
  { store, passTime }: StoreUnderTest<Store>,
  play: (subject: StoreUnderTest<Store>) => Promise<void>,
  clock: Pick<Clock, "now"> = systemClock,
): Promise<void> {
  for (let plays = 1; ; plays += 1) {
    const startedMs = clock.now();
    let askedMs = 0;
    const counted = (ms: number): Promise<void> => {
      askedMs += ms;
      return passTime(ms);
    };
    try {
      return await play({ store, passTime: counted });
    } catch (error) {
      const wasLate = clock.now() - startedMs - askedMs > LATE_MS;
      if (!wasLate || plays === MOST_PLAYS) throw error;
    }
  }
}
