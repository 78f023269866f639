import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/**
 * Creates a clock that follows the system time. You can advance or freeze this clock, or change its speed.
 *
 * @example
 * ```ts
 * const sandbox = await startSandbox({ clock: realtimeClock() }); // the same as startSandbox()
 * ```
 */
export function realtimeClock(): SandboxClock {
  return createClock("realtime", realEpochMs());
}
