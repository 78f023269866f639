import { checkOptionNames, checkWholeNumber } from "@sendo/core/adapter";
import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/** What {@link manualClock} takes. */
export interface ManualClockOptions {
  /**
   * The first moment, in milliseconds since 1970: a whole number, up to the end of the year 9999.
   *
   * @defaultValue the moment of the call, so that an app which compares with its own clock sees nothing odd
   */
  startEpochMs?: number | undefined;
}

// ISO 8601 has four digits for a year.
const LATEST_MS = Date.UTC(10_000, 0) - 1;

/**
 * Time that stands still until you move it. Pass one clock to several sandboxes to move them together.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has an unknown name, or a value that cannot be used.
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
  const { startEpochMs = realEpochMs() } = options;
  return createClock(
    "manual",
    checkWholeNumber("manualClock", "startEpochMs", startEpochMs, { min: 0, max: LATEST_MS }),
  );
}
