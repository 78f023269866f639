import type { WindowReading } from "./window.js";

/**
 * Format of `X-RateLimit-Reset`. Sendo documents a timestamp, but not its format.
 *
 * - `epoch-seconds`: whole seconds since 1970, rounded up, such as `1714669804`
 * - `epoch-milliseconds`: whole milliseconds since 1970, rounded up
 * - `delta-seconds`: whole seconds from now, rounded up, as in the IETF drafts
 * - `iso`: a date such as `2024-05-02T17:10:04.000Z`
 */
export type ResetFormat = "epoch-seconds" | "epoch-milliseconds" | "delta-seconds" | "iso";

/** All reset formats, for example to list as choices for a command-line flag. */
export const RESET_FORMATS: readonly ResetFormat[] = ["epoch-seconds", "epoch-milliseconds", "delta-seconds", "iso"];

/**
 * Returns the three headers that Sendo documents for every response, with lowercase names. The reset time is rounded
 * up, so a client that waits until then never retries too early.
 *
 * @internal
 */
export function rateHeaders(
  limit: number,
  { remaining, resetInMs }: WindowReading,
  epochMs: number,
  format: ResetFormat,
): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": formatReset(resetInMs, epochMs, format),
  };
}

function formatReset(resetInMs: number, epochMs: number, format: ResetFormat): string {
  const resetAtMs = epochMs + resetInMs;
  switch (format) {
    case "epoch-seconds":
      return String(Math.ceil(resetAtMs / 1000));
    case "epoch-milliseconds":
      return String(Math.ceil(resetAtMs));
    case "delta-seconds":
      return String(Math.ceil(resetInMs / 1000));
    case "iso":
      return new Date(Math.ceil(resetAtMs)).toISOString();
  }
}
