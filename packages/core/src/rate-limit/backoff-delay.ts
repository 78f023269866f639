const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * Returns the delay before retry number `retry` (0 for the first). It is random, with a maximum of 500 ms that doubles with each
 * retry, up to 10 s ("full jitter"). Clients that failed together therefore do not retry together.
 */
export function backoffDelayMs(retry: number, random: () => number): number {
  return random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retry);
}
