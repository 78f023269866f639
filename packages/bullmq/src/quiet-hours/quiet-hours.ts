import { checkOptionNames, invalidOption } from "@sendo/core/adapter";

/** Hours during which no message is sent, in the recipient's local time. */
export interface OutboxQuietHours {
  /**
   * Beginning of the quiet hours, such as `20:00`: hours and minutes from `00:00` to `23:59`. A message due at this minute is held back.
   *
   * @defaultValue `"21:00"`, per 47 CFR 64.1200(c)(1)
   */
  from?: string | undefined;
  /**
   * End of the quiet hours. If this time is before `from`, the quiet hours end on the next day.
   * A message due at this minute is sent.
   *
   * @defaultValue `"08:00"`, per 47 CFR 64.1200(c)(1)
   */
  to?: string | undefined;
}

/** Quiet hours, in minutes since midnight. */
export interface QuietMinutes {
  readonly from: number;
  readonly to: number;
}

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000];
/**
 * Within this period, each zone leaves its quiet hours at least once. If every instant within this period
 * is in some zone's quiet hours, so is every later instant.
 */
const HORIZON_MS = 8 * DAY_MS;

/** @throws A {@link SendoConfigError} with code `config_option_invalid` for invalid hours. */
export function toQuietMinutes(quietHours: OutboxQuietHours): QuietMinutes {
  checkOptionNames<OutboxQuietHours>("createOutbox", quietHours, { from: true, to: true }, "quietHours");
  const { from = "21:00", to = "08:00" } = quietHours;
  const minutes = { from: toMinutes("from", from), to: toMinutes("to", to) };
  if (minutes.from !== minutes.to) return minutes;
  throw invalidOption("The options `quietHours.from` and `quietHours.to` of createOutbox must differ.");
}

/**
 * Returns the first instant at or after `epochMs` that is outside the quiet hours in every zone. Returns `Infinity` if there is none
 * within eight days. When the clocks change, each zone's wall-clock time applies.
 */
export function allowedFrom(zones: readonly string[], hours: QuietMinutes, epochMs: number): number {
  for (let allowed = epochMs; allowed - epochMs < HORIZON_MS;) {
    const later = Math.max(...zones.map((zone) => allowedInZone(zone, hours, allowed)));
    if (later === allowed) return allowed;
    allowed = later;
  }
  return Infinity;
}

function allowedInZone(zone: string, hours: QuietMinutes, epochMs: number): number {
  const wallMs = wallMsOfDay(zone, epochMs);
  if (!isQuiet(wallMs, hours)) return epochMs;
  const endMs = epochMs + modulo(hours.to * MINUTE_MS - wallMs, DAY_MS);
  const isShifted = (atMs: number): boolean => offsetMs(zone, atMs) !== offsetMs(zone, epochMs);
  if (!isShifted(endMs)) return endMs;
  // The clocks change between `epochMs` and `endMs`, at the start of a minute. The search continues from that change.
  let [before, after] = [Math.floor(epochMs / MINUTE_MS), Math.ceil(endMs / MINUTE_MS)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isShifted(middle * MINUTE_MS)) after = middle;
    else before = middle;
  }
  return allowedInZone(zone, hours, after * MINUTE_MS);
}

function isQuiet(wallMs: number, { from, to }: QuietMinutes): boolean {
  const minute = wallMs / MINUTE_MS;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Returns the difference between a zone's wall clock and UTC, from 0 to just under a day. */
function offsetMs(zone: string, epochMs: number): number {
  return modulo(wallMsOfDay(zone, epochMs) - epochMs, DAY_MS);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function wallMsOfDay(zone: string, epochMs: number): number {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
    });
    FORMATS.set(zone, format);
  }
  return parseMinutes(format.format(epochMs))! * MINUTE_MS + modulo(epochMs, MINUTE_MS);
}

function toMinutes(option: string, time: unknown): number {
  const minutes = typeof time === "string" ? parseMinutes(time) : undefined;
  if (minutes !== undefined) return minutes;
  throw invalidOption(
    `The \`quietHours.${option}\` option of createOutbox must be a time from "00:00" to "23:59", such as "21:00".`,
  );
}

function parseMinutes(time: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
