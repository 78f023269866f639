/** Makes a job's current attempt fail. BullMQ counts the failed attempt, and tries again if attempts remain. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  /** The earliest time of the next attempt, in milliseconds since 1970. */
  readonly notBeforeEpochMs: number | undefined;

  constructor(reason: string, notBefore?: Date) {
    super(reason);
    this.notBeforeEpochMs = notBefore?.getTime();
  }
}

/** Delays between attempts to send a message that has not been sent yet. */
export interface RetryDelays {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/**
 * Returns how long to wait after an attempt. Attempts are numbered from 1. The wait doubles with each attempt, up to a maximum. The wait
 * never ends before the time set by the server or the rate limiter.
 */
export function retryDelayMs(
  attempt: number,
  error: unknown,
  nowEpochMs: number,
  { firstDelayMs, longestDelayMs }: RetryDelays,
): number {
  const notBefore = error instanceof RetryLater ? (error.notBeforeEpochMs ?? 0) : 0;
  return Math.max(Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs), notBefore - nowEpochMs);
}
