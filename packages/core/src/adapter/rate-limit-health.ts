import { systemClock, type Clock } from "../internal/clock.js";
import type { RateLimitState } from "../rate-limit/limiter.js";

/** Limits beyond which a client is considered unhealthy. */
export interface HealthLimits {
  /**
   * Maximum number of waiting calls across all priorities (a whole number, 0 or more).
   *
   * @defaultValue `5_000`: half of the default for `rateLimit.maxQueue`. Processing this many calls takes more than
   * four minutes.
   */
  maxQueued?: number | undefined;
  /**
   * Maximum remaining time until sending resumes after a 429, in milliseconds (a whole number, 0 or more). If the
   * remaining time is longer, the client is considered unhealthy.
   *
   * @defaultValue `5_000`: after a 429, the limiter normally blocks sending for only one second
   */
  maxBlockedMs?: number | undefined;
}

/** Rate-limit state for a health endpoint. This state contains only numbers and does not identify the account. */
export interface RateLimitHealth {
  /** The problem, or `undefined` if there is none. */
  readonly problem: "rate_limited" | "queue_filling" | undefined;
  /** Number of waiting calls. */
  readonly queued: number;
  /** Number of requests in flight. */
  readonly inFlight: number;
  /** The currently enforced limit, in requests per second. Absent if the limiter is off. */
  readonly requestsPerSecond?: number;
  /** Time when sending resumes, in ISO 8601 format. Absent if sending is not blocked. */
  readonly blockedUntil?: string;
}

/**
 * Checks the state of a client's rate limiter. It does not make a request, because that would count toward the limit. The caller
 * has already checked the options.
 */
export function rateLimitHealth(
  { queued: { high, normal, low }, inFlight, limit, blockedUntil }: RateLimitState,
  limits: HealthLimits = {},
  clock: Pick<Clock, "epochMs"> = systemClock,
): RateLimitHealth {
  const { maxQueued = 5_000, maxBlockedMs = 5_000 } = limits;
  const queued = high + normal + low;
  const isBlocked = blockedUntil !== undefined && blockedUntil.getTime() - clock.epochMs() > maxBlockedMs;
  return {
    problem: isBlocked ? "rate_limited" : queued > maxQueued ? "queue_filling" : undefined,
    queued,
    inFlight,
    // JSON cannot represent infinity.
    ...(Number.isFinite(limit) && { requestsPerSecond: limit }),
    ...(blockedUntil && { blockedUntil: blockedUntil.toISOString() }),
  };
}
