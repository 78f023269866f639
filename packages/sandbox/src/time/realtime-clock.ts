import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/**
 * The machine's time, which can be moved on, frozen, and made faster or slower.
 *
 * @example
 * ```ts
 * const sandbox = await startSandbox({ clock: realtimeClock() }); // the same as startSandbox()
 * ```
 */
export function realtimeClock(): SandboxClock {
  return createClock("realtime", realEpochMs());
}
