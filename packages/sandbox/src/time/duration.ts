import { unusableOption } from "@sendo/core/adapter";

/** Duration in milliseconds, or a number with a unit (`ms`, `s`, `m`, `h` or `d`), such as `"90s"` or `"20m"`. */
export type Duration = number | `${number}${DurationUnit}`;
/** Unit of a duration. */
export type DurationUnit = "ms" | "s" | "m" | "h" | "d";

const UNIT_MS: Readonly<Record<DurationUnit, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const LONGEST_MS = 366 * UNIT_MS.d;

/** @internal Description of a valid duration, for use in error messages. */
export const DURATION_RULE = 'a number of milliseconds or a string such as "90s", "20m" or "2h" (at most one year)';

/**
 * @internal Converts an option to milliseconds.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the value is not a duration, is negative, or
 * is longer than a year.
 *
 * @example
 * ```ts
 * toMs("waitFor", "timeout", "20m"); // 1200000
 * ```
 */
export function toMs(of: string, name: string, duration: Duration): number {
  const ms = durationMs(duration);
  if (ms === undefined) throw unusableOption(of, name, DURATION_RULE, duration);
  return ms;
}

/** @internal Converts a duration to milliseconds. Returns `undefined` for an invalid duration. */
export function durationMs(duration: Duration): number | undefined {
  const ms = typeof duration === "number" ? duration : readString(duration);
  return Number.isFinite(ms) && ms >= 0 && ms <= LONGEST_MS ? ms : undefined;
}

function readString(value: unknown): number {
  const [, amount, unit] = typeof value === "string" ? (/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value) ?? []) : [];
  return amount === undefined ? Number.NaN : Number(amount) * UNIT_MS[unit as DurationUnit];
}
