/** Fails a try of a job, so that BullMQ counts it and tries again, or gives up when it has had its tries. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  /** The earliest moment at which it makes sense, in milliseconds since 1970. */
  readonly notBeforeEpochMs: number | undefined;

  constructor(reason: string, notBefore?: Date) {
    super(reason);
    this.notBeforeEpochMs = notBefore?.getTime();
  }
}

/** How a message is tried again that did not leave. */
export interface RetryDelays {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** The wait after the `attempt`th try (from 1): doubling, bounded, and never before the server or the limiter said. */
export function retryDelayMs(
  attempt: number,
  error: unknown,
  nowEpochMs: number,
  { firstDelayMs, longestDelayMs }: RetryDelays,
): number {
  const notBefore = error instanceof RetryLater ? (error.notBeforeEpochMs ?? 0) : 0;
  return Math.max(Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs), notBefore - nowEpochMs);
}
