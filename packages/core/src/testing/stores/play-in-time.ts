import { systemClock, type Clock } from "../../internal/clock.js";
import type { StoreUnderTest } from "./store-case.js";

/** Longest total delay that a test case tolerates, not counting `passTime`. */
const LATE_MS = 40;
const MOST_PLAYS = 5;

/**
 * Runs a test case. If the case fails *and* was delayed, it is run again. On a slow machine, a lease can expire before the
 * case's next step. Such a failure proves nothing about the store. A failed case that was not delayed is not run again, so an
 * unreliable store is still detected. With a virtual clock, cases are never delayed.
 */
export async function playInTime<Store>(
  { store, passTime }: StoreUnderTest<Store>,
  play: (subject: StoreUnderTest<Store>) => Promise<void>,
  clock: Pick<Clock, "now"> = systemClock,
): Promise<void> {
  for (let plays = 1; ; plays += 1) {
    const startedMs = clock.now();
    let passedMs = 0;
    const counted = (ms: number): Promise<void> => {
      passedMs += ms;
      return passTime(ms);
    };
    try {
      return await play({ store, passTime: counted });
    } catch (error) {
      const wasLate = clock.now() - startedMs - passedMs > LATE_MS;
      if (!wasLate || plays === MOST_PLAYS) throw error;
    }
  }
}
