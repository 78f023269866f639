import { systemClock, type Clock } from "../internal/clock.js";
import type { RateLimitState } from "../rate-limit/limiter.js";

/** From where on a client is no longer healthy. */
export interface HealthLimits {
  /**
   * Calls that may wait for their turn, in all lanes; a whole number from 0 up.
   *
   * @defaultValue `5_000`: half of what `rateLimit.maxQueue` lets in when nobody sets it, and more than four minutes of sending
   */
  maxQueued?: number | undefined;
  /**
   * How long sending may still be held up after a 429, in milliseconds; a whole number from 0 up.
   *
   * @defaultValue `5_000`: the usual second after a 429 is the limiter at work, and nothing that an operator could mend
   */
  maxBlockedMs?: number | undefined;
}

/** What a health endpoint may show of a client: numbers, and nothing about whose account it is. */
export interface RateLimitHealth {
  /** What is wrong; `undefined` when nothing is. */
  readonly problem: "rate_limited" | "queue_filling" | undefined;
  /** Calls that wait for their turn. */
  readonly queued: number;
  /** Requests under way. */
  readonly inFlight: number;
  /** Requests a second that are kept at present; not there when the limiter is off. */
  readonly requestsPerSecond?: number;
  /** Until when nothing is sent, as ISO 8601; not there when nothing is held up. */
  readonly blockedUntil?: string;
}

/**
 * Judges a client by what it knows already: no request is made, since it would use up the limit that is looked at. The limits have
 * been checked.
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
    // JSON has no infinity.
    ...(Number.isFinite(limit) && { requestsPerSecond: limit }),
    ...(blockedUntil && { blockedUntil: blockedUntil.toISOString() }),
  };
}
