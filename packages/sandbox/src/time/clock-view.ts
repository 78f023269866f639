import type { SandboxClock } from "./clock.js";
import { iso } from "../engine/message-record.js";

/** @internal The clock as `GET /info` shows it. */
export function clockView(clock: SandboxClock): object {
  const { mode, frozen, speed } = clock;
  return { mode, now: iso(clock.epochMs()), frozen, speed };
}
