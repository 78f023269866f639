import type { SendoLogger } from "@sendo/core";
import { createThrottledLog } from "@sendo/core/adapter";
import { causeOf } from "./cause-of.js";
import type { OutboxClock } from "./clock.js";

/**
 * Logs failures in BullMQ queues and workers. The first failure of each kind is logged immediately. After that, the number of
 * repeats is logged once per minute.
 */
export type FailureLog = (queue: string, error: unknown, message: string) => void;

/** Creates a {@link FailureLog}. During an outage, BullMQ emits one error per attempt. */
export function createFailureLog(logger: SendoLogger, clock: OutboxClock): FailureLog {
  const log = createThrottledLog(logger, {
    setTimer: (run, delayMs, options) => ({ cancel: clock.after(delayMs, run, options) }),
  });
  return (queue, error, message) => {
    const cause = causeOf(error);
    log(`${queue}: ${message} ${cause.name} ${cause.code}`, { queue, cause }, message);
  };
}
