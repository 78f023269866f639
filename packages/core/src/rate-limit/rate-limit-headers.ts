import type { TransportResponse } from "../transport/transport.js";
import { readIetfRateLimit } from "./ietf-rate-limit.js";

/** Rate-limit headers from one response. A field is absent if its header is absent or unreadable. */
export interface RateLimitReading {
  /** Maximum number of requests per second. */
  readonly limit?: number;
  /** Requests left in the window, as counted by the server when it handled this request. */
  readonly remaining?: number;
  /** Milliseconds until the window resets, according to the server's own clock: 0 to 60,000. */
  readonly resetInMs?: number;
  /**
   * Length of the window that `remaining` refers to, in milliseconds. Present only if the response specifies a window longer
   * than one second.
   */
  readonly windowMs?: number;
  /** Wait requested by `Retry-After`, in milliseconds: 0 to 60,000. */
  readonly retryAfterMs?: number;
}

/** Maximum wait that a header can impose: one minute. A clock that is hours off must not block sending for hours. */
export const MAX_HEADER_WAIT_MS = 60_000;

type Headers = TransportResponse["headers"];

/**
 * Parses `Retry-After`, `X-RateLimit-*` and the headers from IETF drafts. Earlier drafts use the same names without `X-`, and
 * later drafts use `RateLimit` and `RateLimit-Policy`. If two limits or counts differ, the smaller one is used.
 *
 * Sendo documents the reset value as a timestamp, without a unit. The magnitude of a number indicates whether it means
 * remaining seconds, epoch seconds or epoch milliseconds. Timestamps in ISO 8601 or HTTP date format are also accepted. A
 * timestamp is compared with the response's `Date` header, so clock skew does not matter.
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
  // Sendo's documented limit applies per second, so Sendo's own headers describe a one-second window.
  if (documented === undefined && (ietf.windowSeconds ?? 0) > 1) reading.windowMs = ietf.windowSeconds! * 1000;
  if (retryAfterMs !== undefined) reading.retryAfterMs = retryAfterMs;
  return reading;
}

/**
 * Number of further requests that the server will accept, as reported in a response. This number applies even if it
 * exceeds the per-second limit. A count for a longer window is ignored, because it does not show how many requests are
 * allowed within one second.
 */
export function grantOf({ remaining, windowMs }: RateLimitReading): number | undefined {
  return windowMs === undefined ? remaining : undefined;
}

function smaller(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

// Header values are declared as strings, but a custom transport may pass numbers or lists.

function countOf(value: string | undefined): number | undefined {
  // A number with more digits cannot be a request count.
  return typeof value === "string" && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}

// A number below the first bound means remaining seconds. A number between the bounds means seconds since 1970, and a larger
// number means milliseconds since 1970. Both bounds represent the same date in 1973, the first in seconds and the
// second in milliseconds.
const SMALLEST_EPOCH_SECONDS = 1.2e8;
const SMALLEST_EPOCH_MS = 1.2e11;

function waitOf(value: string | undefined, serverEpochMs: () => number): number | undefined {
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = /^\d{1,16}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : undefined;
  let waitMs: number | undefined;
  if (number === undefined) {
    const at = dateOf(value);
    waitMs = at === undefined ? undefined : at - serverEpochMs();
  } else if (number < SMALLEST_EPOCH_SECONDS) waitMs = number * 1000;
  else if (number < SMALLEST_EPOCH_MS) waitMs = number * 1000 - serverEpochMs();
  else waitMs = number - serverEpochMs();
  return waitMs === undefined ? undefined : Math.min(MAX_HEADER_WAIT_MS, Math.max(0, waitMs));
}

// Timestamps must be complete: in ISO 8601 format, or in HTTP date format ("Sun, 06 Nov 1994 08:49:37 GMT").
const DATE_FORMS = /^(\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT)$/;

function dateOf(value: string | undefined): number | undefined {
  if (typeof value !== "string" || !DATE_FORMS.test(value.trim())) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
