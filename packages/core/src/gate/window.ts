/**
 * How requests are counted. Sendo documents 20 requests a second but not the rule, so all common ones are here.
 *
 * - `calendar-second`: at most the limit in each second of the wall clock.
 * - `first-request`: the first request opens a window of one second; the first one after it opens the next.
 * - `sliding-log`: at most the limit in any second whatever. The strictest: who keeps it keeps the other three.
 * - `token-bucket`: as many tokens as the limit, refilled evenly over a second; a request takes one.
 */
export type WindowRule = "calendar-second" | "first-request" | "sliding-log" | "token-bucket";

/** All of them, such as for the choices of a command line. */
export const WINDOW_RULES: readonly WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];

/** @internal One reading of both faces of the clock. */
export interface Moment {
  /** Monotonic milliseconds, with fractions. */
  readonly nowMs: number;
  /** Milliseconds since 1970. */
  readonly epochMs: number;
}

/** @internal What is left, and when it will be more. */
export interface WindowReading {
  /** Requests that would be admitted if they came at this very moment. */
  readonly remaining: number;
  /** Milliseconds until `remaining` grows; the length of a window where nothing has been used. */
  readonly resetInMs: number;
}

/** @internal The count of one account. The limit is given with each call, since it can change while requests come in. */
export interface RateWindow {
  /** Counts one request, and says whether it is admitted. */
  take(limit: number, at: Moment): boolean;
  /** What is left after what was counted so far. Counts nothing. */
  read(limit: number, at: Moment): WindowReading;
}

/** @internal Every rule forgets all that it knew once an account has been quiet for this long. */
export const WINDOW_MS = 1000;

/** @internal An empty count under `rule`. With `countRejected`, requests over the limit use it up as well. */
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

// In the two fixed windows a rejected request changes nothing: nobody is admitted before the window ends, and it ends
// at the same moment whatever happens in it.

function calendarSecond(): RateWindow {
  let second = Number.NaN;
  let used = 0;
  const roll = (epochMs: number): void => {
    const current = Math.floor(epochMs / WINDOW_MS);
    // Also when the wall clock is set back: the second it shows is what this rule goes by.
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
  // Times of counted requests, oldest first; never more than the limit, so that hammering cannot fill the memory.
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
      // Beyond the newest `limit` entries nothing matters: while those are inside, nobody is admitted.
      if (countRejected && log.length > limit) log = log.slice(-limit);
      return admitted;
    },
    read(limit, { nowMs }) {
      prune(nowMs);
      // The entry whose leaving makes room. Not always the oldest: a limit that was lowered leaves too many inside.
      const leaver = log[Math.max(0, log.length - limit)];
      return {
        remaining: Math.max(0, limit - log.length),
        resetInMs: leaver === undefined ? WINDOW_MS : leaver + WINDOW_MS - nowMs,
      };
    },
  };
}

// Fractions of a token do not add up exactly; a billionth of a request is not worth a rejection. It is a debt, not a
// gift: it is taken from the bucket all the same, so that it cannot add up to a request.
const TOLERANCE = 1e-9;

function tokenBucket(countRejected: boolean): RateWindow {
  let tokens = Number.POSITIVE_INFINITY; // cut to the limit below: a new bucket is full
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
      else if (countRejected) tokens = 0; // takes what had trickled in; no debt, or a hot loop would lock itself out for good
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
