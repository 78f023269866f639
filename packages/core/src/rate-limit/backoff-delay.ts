const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * How long to wait before repeat number `repeat` (0 for the first): anything from 0 up to 500 ms, doubled each time, 10 s at
 * most ("full jitter"), so that many clients that failed together do not come back together.
 */
export function backoffDelayMs(repeat: number, random: () => number): number {
  return random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** repeat);
}
