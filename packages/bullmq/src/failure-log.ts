import type { SendoLogger } from "@sendo/core";
import { createThrottledLog } from "@sendo/core/adapter";
import { causeOf } from "./cause-of.js";
import type { OutboxClock } from "./clock.js";

/** Tells of a failure of one of BullMQ's queues or workers: the first of a kind at once, the others once a minute with their number. */
export type FailureLog = (queue: string, error: unknown, message: string) => void;

/** Makes a {@link FailureLog}. An outage makes as many errors as BullMQ makes attempts, for as long as it lasts. */
export function createFailureLog(logger: SendoLogger, clock: OutboxClock): FailureLog {
  const log = createThrottledLog(logger, {
    setTimer: (run, delayMs, options) => ({ cancel: clock.after(delayMs, run, options) }),
  });
  return (queue, error, message) => {
    const cause = causeOf(error);
    log(`${queue}: ${message} ${cause.name} ${cause.code}`, { queue, cause }, message);
  };
}
