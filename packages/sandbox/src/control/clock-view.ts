import type { SandboxClock } from "../clock.js";
import { iso } from "../engine/message-record.js";

/** The clock as `GET /info` shows it. */
export function clockView(clock: SandboxClock): object {
  return { mode: clock.mode, now: iso(clock.epochMs()) };
}
