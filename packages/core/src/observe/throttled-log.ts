import type { Clock } from "../internal/clock.js";
import type { SendoLogger } from "./logger.js";

const QUIET_MS = 60_000;

/**
 * Limits how often warnings that untrusted clients can trigger are logged. For each reason, the first warning is logged
 * immediately. Further warnings are counted, and the count is logged at the end of the minute.
 *
 * @param reason - Must come from a small, fixed set, because each reason uses memory.
 */
export type ThrottledLog = (reason: string, fields: Record<string, unknown>, message: string) => void;

/** Creates a {@link ThrottledLog}. */
export function createThrottledLog(logger: Pick<SendoLogger, "warn">, clock: Pick<Clock, "setTimer">): ThrottledLog {
  const quiet = new Map<string, { repeated: number; report: (repeated: number) => void }>();
  const beQuiet = (reason: string, report: (repeated: number) => void): void => {
    const state = { repeated: 0, report };
    quiet.set(reason, state);
    const end = (): void => {
      quiet.delete(reason);
      if (state.repeated === 0) return;
      state.report(state.repeated);
      beQuiet(reason, state.report);
    };
    clock.setTimer(end, QUIET_MS, { keepAlive: false });
  };
  return (reason, fields, message) => {
    const report = (repeated: number): void => logger.warn({ ...fields, ...(repeated > 0 && { repeated }) }, message);
    const state = quiet.get(reason);
    if (state === undefined) {
      report(0);
      beQuiet(reason, report);
    } else {
      state.repeated += 1;
      state.report = report;
    }
  };
}
