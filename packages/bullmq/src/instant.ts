import { inputError } from "@sendo/core/adapter";

// Without an offset, the time would depend on the process's time zone.
const ISO = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * @throws A {@link SendoValidationError} with code `invalid_input` if the value is neither a valid `Date` nor an ISO 8601 string with an
 * offset.
 */
export function epochMsOf(option: string, instant: unknown): number {
  const epochMs = instant instanceof Date ? instant.getTime() : typeof instant === "string" ? parse(instant) : NaN;
  if (!Number.isNaN(epochMs)) return epochMs;
  throw inputError(
    option,
    "must be a valid Date, or an ISO 8601 string with an offset, such as `2026-12-01T09:00:00-05:00` or `2026-12-01T14:00:00Z`",
  );
}

function parse(instant: string): number {
  const [, year, month, day] = ISO.exec(instant) ?? [];
  // V8 parses February 30 as March 2.
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isDay ? Date.parse(instant) : NaN;
}
