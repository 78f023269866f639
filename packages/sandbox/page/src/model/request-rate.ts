import type { RequestEntry } from "../wire.js";

/** Requests in one second. */
export interface SecondCount {
  /** Start of the second in milliseconds since 1970. */
  readonly startMs: number;
  readonly admitted: number;
  /** Number of requests rejected with 429. */
  readonly refused: number;
}

/** Counts requests per whole second, oldest first, for `seconds` seconds. The last one contains `nowMs`. */
export function requestsPerSecond(requests: readonly RequestEntry[], nowMs: number, seconds: number): SecondCount[] {
  const last = Math.floor(nowMs / 1000);
  const counts = Array.from({ length: seconds }, (_, index) => ({
    startMs: (last - seconds + 1 + index) * 1000,
    admitted: 0,
    refused: 0,
  }));
  for (const { at, status } of requests) {
    const count = counts[Math.floor(Date.parse(at) / 1000) - (last - seconds + 1)];
    if (count === undefined) continue;
    if (status === 429) count.refused += 1;
    else count.admitted += 1;
  }
  return counts;
}

/** Counts the admitted requests in the second before `nowMs`. */
export function admittedInLastSecond(requests: readonly RequestEntry[], nowMs: number): number {
  let count = 0;
  for (let index = requests.length - 1; index >= 0; index -= 1) {
    const ageMs = nowMs - Date.parse(requests[index]!.at);
    if (ageMs >= 1000) break;
    if (ageMs >= 0 && requests[index]!.status !== 429) count += 1;
  }
  return count;
}
