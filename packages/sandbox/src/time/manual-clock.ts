import { checkOptionNames } from "@sendo/core/adapter";
import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/** What {@link manualClock} takes. */
export interface ManualClockOptions {
  /**
   * The first moment, in milliseconds since 1970.
   *
   * @defaultValue the moment of the call, so that an app which compares with its own clock sees nothing odd
   */
  startEpochMs?: number | undefined;
}

/**
 * Time that stands still until you move it. Pass one clock to several sandboxes to move them together.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has another name.
 *
 * @example
 * ```ts
 * const clock = manualClock({ startEpochMs: Date.UTC(2026, 0, 5, 9) });
 * const sandbox = await startSandbox({ clock });
 * await clock.advance("63m"); // all six retries of every event that was refused
 * ```
 */
export function manualClock(options: ManualClockOptions = {}): SandboxClock {
  checkOptionNames<ManualClockOptions>("manualClock", options, { startEpochMs: true });
  return createClock("manual", options.startEpochMs ?? realEpochMs());
}
