import type { ClockState } from "../wire.js";

/** Returns the sandbox's time in milliseconds since 1970, `elapsedMs` after the sandbox sent `clock`. */
export function sandboxNow(clock: ClockState, elapsedMs: number): number {
  const saidMs = Date.parse(clock.now);
  if (clock.mode === "manual" || clock.frozen === true) return saidMs;
  return saidMs + elapsedMs * (clock.speed ?? 1);
}

// Created once, because a long list formats many times and creating a format is expensive.
const TIME = new Intl.DateTimeFormat(undefined, {
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** Returns `Mon, 9 Nov` in the browser's time zone. */
export function dayOf(iso: string): string {
  return DAY.format(Date.parse(iso));
}

/** Returns `14:03:22` in the browser's time zone. */
export function timeOfDay(iso: string): string {
  return TIME.format(Date.parse(iso));
}

/** Returns `9 Nov, 14:03` in the browser's time zone. */
export function dayAndTime(epochMs: number): string {
  return `${DAY.format(epochMs)}, ${TIME.format(epochMs)}`;
}

/** Formats a duration in its two largest units: `1 h 4 min`, `4 min 0 s`, `32 s`. A negative duration counts as 0. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}
