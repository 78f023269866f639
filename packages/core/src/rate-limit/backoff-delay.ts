const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * Returns the delay before a retry. For the first retry, `retry` is 0. The delay is random. The maximum delay is 500 ms for
 * the first retry and doubles with each retry, up to 10 s ("full jitter"). This spreads out the retries of clients that failed at
 * the same time.
 */
export function backoffDelayMs(retry: number, random: () => number): number {
  return random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** retry);
}
