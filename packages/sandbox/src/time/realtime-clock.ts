import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/**
 * Creates a clock that follows the system's time. It can be advanced and frozen, and its speed can be changed.
 *
 * @example
 * ```ts
 * const sandbox = await startSandbox({ clock: realtimeClock() }); // the same as startSandbox()
 * ```
 */
export function realtimeClock(): SandboxClock {
  return createClock("realtime", realEpochMs());
}
