import { checkOptionNames, checkWholeNumber } from "@sendo/core/adapter";
import { realEpochMs, type SandboxClock } from "./clock.js";
import { createClock } from "./create-clock.js";

/** Options for {@link manualClock}. */
export interface ManualClockOptions {
  /**
   * Initial time as a whole number of milliseconds since 1970, up to the end of the year 9999. By default, the
   * sandbox's clock initially matches the app's own clock.
   *
   * @defaultValue the current time
   */
  startEpochMs?: number | undefined;
}

// ISO 8601 years have four digits.
const LATEST_MS = Date.UTC(10_000, 0) - 1;

/**
 * Creates a frozen clock that advances only when you call its methods. Pass one clock to several sandboxes to advance
 * them together.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option has an unknown name or an invalid value.
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
