import type { TransportResponse } from "../transport/transport.js";
import { readIetfRateLimit } from "./ietf-rate-limit.js";

/** What the headers of one answer say about the limit. Every field is absent when its header is absent or unreadable. */
export interface RateLimitReading {
  /** Most requests in a second. */
  readonly limit?: number;
  /** Requests left in the window, as the server saw it when it counted this one. */
  readonly remaining?: number;
  /** How long until the window resets, in milliseconds by the server's own clock; 0 to 60,000. */
  readonly resetInMs?: number;
  /** Length of the window to which `remaining` belongs, in milliseconds, if the response names it and it is longer than a second. */
  readonly windowMs?: number;
  /** How long Retry-After asks to wait, in milliseconds; 0 to 60,000. */
  readonly retryAfterMs?: number;
}

/** Longest wait that a header can impose: one minute. A clock that is off by hours must not stop an application. */
export const MAX_HEADER_WAIT_MS = 60_000;

type Headers = TransportResponse["headers"];

/**
 * Reads `X-RateLimit-*`, the earlier IETF drafts' names without `X-`, the later drafts' `RateLimit` and `RateLimit-Policy`, and
 * `Retry-After`. Of two limits and two counts, the smaller one is believed.
 *
 * Sendo calls the reset a timestamp and does not say in which unit, so epoch seconds, epoch milliseconds, ISO 8601 and
 * seconds left are told apart by size. A timestamp is compared with the answer's own `Date`, never with this machine's
 * clock, so that skew between the two does not matter.
 */
export function readRateLimitHeaders(headers: Headers, nowEpochMs: number): RateLimitReading {
  const serverEpochMs = (): number => dateOf(headers.date) ?? nowEpochMs;
  const ietf = readIetfRateLimit(headers.ratelimit, headers["ratelimit-policy"]);
  const limit = smaller(countOf(headers["x-ratelimit-limit"] ?? headers["ratelimit-limit"]), ietf.limit);
  const documented = countOf(headers["x-ratelimit-remaining"] ?? headers["ratelimit-remaining"]);
  const remaining = smaller(documented, ietf.remaining);
  const reset = headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"] ?? ietf.resetSeconds?.toString();
  const resetInMs = waitOf(reset, serverEpochMs);
  const retryAfterMs = waitOf(headers["retry-after"], serverEpochMs);
  const reading: { -readonly [Field in keyof RateLimitReading]: RateLimitReading[Field] } = {};
  if (limit !== undefined && limit > 0) reading.limit = limit;
  if (remaining !== undefined) reading.remaining = remaining;
  if (resetInMs !== undefined) reading.resetInMs = resetInMs;
  // Sendo documents a number of requests per second: its own headers are read as a count of one second.
  if (documented === undefined && (ietf.windowSeconds ?? 0) > 1) reading.windowMs = ietf.windowSeconds! * 1000;
  if (retryAfterMs !== undefined) reading.retryAfterMs = retryAfterMs;
  return reading;
}

/** How many requests an answer permits beyond the limit of a second. A count of a longer window says nothing about one second. */
export function grantOf({ remaining, windowMs }: RateLimitReading): number | undefined {
  return windowMs === undefined ? remaining : undefined;
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

// By their types these are strings; a custom transport may give numbers or lists.

function countOf(text: string | undefined): number | undefined {
  // Nine digits: beyond that it is no count of requests.
  return typeof text === "string" && /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
}

// Numbers below this are seconds left; above, seconds since 1970 (it is November 1973 in seconds), and above the second
// bound milliseconds since 1970 (the same moment in milliseconds).
const SMALLEST_EPOCH_SECONDS = 1.2e8;
const SMALLEST_EPOCH_MS = 1.2e11;

function waitOf(text: string | undefined, serverEpochMs: () => number): number | undefined {
  if (typeof text !== "string" || text.trim() === "") return undefined;
  const number = /^\d{1,16}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
  let waitMs: number | undefined;
  if (number === undefined) {
    const at = dateOf(text);
    waitMs = at === undefined ? undefined : at - serverEpochMs();
  } else if (number < SMALLEST_EPOCH_SECONDS) waitMs = number * 1000;
  else if (number < SMALLEST_EPOCH_MS) waitMs = number * 1000 - serverEpochMs();
  else waitMs = number - serverEpochMs();
  return waitMs === undefined ? undefined : Math.min(MAX_HEADER_WAIT_MS, Math.max(0, waitMs));
}

// Only forms that name a moment fully: an ISO 8601 time, or HTTP's own "Sun, 06 Nov 1994 08:49:37 GMT".
const DATE_FORMS = /^(\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)$/;

function dateOf(text: string | undefined): number | undefined {
  if (typeof text !== "string" || !DATE_FORMS.test(text.trim())) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
