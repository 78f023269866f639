/** Makes a job's current try fail. BullMQ counts the try, and tries again unless it was the last one. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  /** The earliest time of the next try, in milliseconds since 1970. */
  readonly notBeforeEpochMs: number | undefined;

  constructor(reason: string, notBefore?: Date) {
    super(reason);
    this.notBeforeEpochMs = notBefore?.getTime();
  }
}

/** Delays between tries for a message that was not sent. */
export interface RetryDelays {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/**
 * Returns how long to wait after a try. Tries are numbered from 1. The wait doubles up to a maximum, and never ends before the
 * time set by the server or the rate limiter.
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
