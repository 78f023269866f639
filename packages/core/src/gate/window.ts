/**
 * Rule for counting requests. Sendo documents 20 requests per second but not how it counts them, so you can choose one
 * of the common rules.
 *
 * - `calendar-second`: the limit applies to each second of the wall clock.
 * - `first-request`: the first request opens a one-second window. After the window has ended, the next request opens a new one.
 * - `sliding-log`: the limit applies to every one-second period. This is the strictest rule: a client that complies with it
 *   also complies with the other three.
 * - `token-bucket`: the limit is a bucket's capacity in tokens. Each request takes one token. The bucket refills
 *   continuously, at a rate that fills an empty bucket in one second.
 */
export type WindowRule = "calendar-second" | "first-request" | "sliding-log" | "token-bucket";

/** All window rules. For example, a command-line flag can list them as its choices. */
export const WINDOW_RULES: readonly WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];

/** @internal Readings of the monotonic clock and the wall clock. */
export interface Moment {
  /** Monotonic time in milliseconds, with fractions. */
  readonly nowMs: number;
  readonly epochMs: number;
}

/** @internal State of a window. */
export interface WindowReading {
  /** Number of requests that would be admitted now. */
  readonly remaining: number;
  /**
   * Milliseconds until `remaining` increases. If the window contains no requests, this is the window's length (for
   * `calendar-second`, the time until the next second).
   */
  readonly resetInMs: number;
}

/** @internal One account's count. The limit is an argument of each call, because it can change. */
export interface RateWindow {
  take(limit: number, at: Moment): boolean;
  /** Returns the state without counting a request. */
  read(limit: number, at: Moment): WindowReading;
}

/** @internal Length of a window. After a whole window without requests, the count is zero under every rule. */
export const WINDOW_MS = 1000;

/** @internal Creates an empty window for `rule`. With `countRejected`, requests that exceed the limit are also counted. */
export function createWindow(rule: WindowRule, countRejected: boolean): RateWindow {
  switch (rule) {
    case "calendar-second":
      return calendarSecond();
    case "first-request":
      return firstRequest();
    case "sliding-log":
      return slidingLog(countRejected);
    case "token-bucket":
      return tokenBucket(countRejected);
  }
}

// `countRejected` does not affect the next two rules, `calendar-second` and `first-request`. Their windows end at a fixed time,
// and rejected requests do not change that time.

function calendarSecond(): RateWindow {
  let second = Number.NaN;
  let used = 0;
  const roll = (epochMs: number): void => {
    const current = Math.floor(epochMs / WINDOW_MS);
    // A new count also starts when the wall clock is moved backward, because the rule depends on the current second.
    if (current !== second) {
      second = current;
      used = 0;
    }
  };
  return {
    take(limit, { epochMs }) {
      roll(epochMs);
      if (used >= limit) return false;
      used += 1;
      return true;
    },
    read(limit, { epochMs }) {
      roll(epochMs);
      return { remaining: Math.max(0, limit - used), resetInMs: (second + 1) * WINDOW_MS - epochMs };
    },
  };
}

function firstRequest(): RateWindow {
  let openedAt = Number.NEGATIVE_INFINITY;
  let used = 0;
  const isOpen = (nowMs: number): boolean => nowMs - openedAt < WINDOW_MS;
  return {
    take(limit, { nowMs }) {
      if (!isOpen(nowMs)) {
        openedAt = nowMs;
        used = 0;
      }
      if (used >= limit) return false;
      used += 1;
      return true;
    },
    read(limit, { nowMs }) {
      if (!isOpen(nowMs)) return { remaining: limit, resetInMs: WINDOW_MS };
      return { remaining: Math.max(0, limit - used), resetInMs: openedAt + WINDOW_MS - nowMs };
    },
  };
}

function slidingLog(countRejected: boolean): RateWindow {
  // Times of counted requests, oldest first. The log never contains more entries than the limit, so its memory use is bounded.
  let log: number[] = [];
  const prune = (nowMs: number): void => {
    const firstInside = log.findIndex((time) => nowMs - time < WINDOW_MS);
    if (firstInside === -1) log = [];
    else if (firstInside > 0) log = log.slice(firstInside);
  };
  return {
    take(limit, { nowMs }) {
      prune(nowMs);
      const admitted = log.length < limit;
      if (admitted || countRejected) log.push(nowMs);
      // Only the newest `limit` entries matter. While all of these entries are inside the window, no request is
      // admitted.
      if (countRejected && log.length > limit) log = log.slice(-limit);
      return admitted;
    },
    read(limit, { nowMs }) {
      prune(nowMs);
      // `remaining` increases when this entry leaves the window. If the limit was lowered, this entry is not
      // necessarily the oldest.
      const leaver = log[Math.max(0, log.length - limit)];
      return {
        remaining: Math.max(0, limit - log.length),
        resetInMs: leaver === undefined ? WINDOW_MS : leaver + WINDOW_MS - nowMs,
      };
    },
  };
}

// Fractional tokens do not add up exactly, so a shortfall of up to a billionth of a token is tolerated. A full token is
// subtracted anyway, so repeated shortfalls cannot add up to an extra request.
const TOLERANCE = 1e-9;

function tokenBucket(countRejected: boolean): RateWindow {
  let tokens = Number.POSITIVE_INFINITY; // `fill` caps this at the limit, so a new bucket is full
  let filledAt = Number.NEGATIVE_INFINITY;
  const fill = (limit: number, nowMs: number): void => {
    tokens = Math.min(limit, tokens + ((nowMs - filledAt) * limit) / WINDOW_MS);
    filledAt = nowMs;
  };
  return {
    take(limit, { nowMs }) {
      fill(limit, nowMs);
      const admitted = tokens >= 1 - TOLERANCE;
      if (admitted) tokens -= 1;
      else if (countRejected) tokens = 0; // never negative, so that a busy client can recover
      return admitted;
    },
    read(limit, { nowMs }) {
      fill(limit, nowMs);
      const remaining = Math.max(0, Math.floor(tokens + TOLERANCE));
      const missing = remaining + 1 - tokens;
      return { remaining, resetInMs: remaining >= limit ? WINDOW_MS : (missing * WINDOW_MS) / limit };
    },
  };
}
