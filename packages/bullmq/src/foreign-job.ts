import type { SendoLogger } from "@sendo/core";
import { createThrottledLog } from "@sendo/core/adapter";
import { DelayedError, type Job } from "bullmq";
import type { OutboxClock } from "./clock.js";
import { labelOf, type OutboxAccount } from "./outbox-account.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5_000;
const GROWTH = 1.25;
/** While a worker has no jobs for its own account, it takes other accounts' jobs at most 50 times per second. */
const RETURN_EVERY_MS = 20;

const FOREIGN =
  "This queue contains messages from another Sendo account. This worker returns them to the queue without sending them. Give each account's outbox its " +
  "own `name`. If this account queued the messages, for example before its API key was rotated, add the logged " +
  "`account` label to the `takeOver` option of createOutbox.";

/** Puts another account's job back into its queue. Always throws a `DelayedError`. */
export type PutBackForeign = (job: ForeignJob, token: string | undefined) => Promise<never>;

/** A job from either queue. */
export type ForeignJob = Pick<Job<{ readonly account?: unknown }>, "data" | "attemptsMade" | "queueName"> &
  Pick<Job, "attemptsStarted" | "moveToDelayed">;

/** Creates a {@link PutBackForeign} that logs a warning at most once per minute for each queue and account. */
export function createPutBackForeign(
  { digest }: OutboxAccount,
  clock: OutboxClock,
  logger: SendoLogger,
): PutBackForeign {
  const warn = createThrottledLog(logger, {
    setTimer: (run, delayMs, options) => ({ cancel: clock.after(delayMs, run, options) }),
  });
  let returnMs = -Infinity;
  return async (job, token) => {
    const account = labelOf(job.data.account);
    warn(`${job.queueName} ${account}`, { queue: job.queueName, account, own: labelOf(digest) }, FOREIGN);
    returnMs = Math.max(returnMs + RETURN_EVERY_MS, clock.nowMs());
    const delayMs = Math.max(foreignDelayMs(job), Math.round(returnMs - clock.nowMs()));
    await job.moveToDelayed(clock.epochMs() + delayMs, token);
    throw new DelayedError();
  };
}

/**
 * The first delay is short, because a worker for the right account might take the job next. Later delays are longer, up to a
 * few seconds, because the wrong worker might take the job many times in a row.
 */
function foreignDelayMs({ attemptsStarted, attemptsMade }: ForeignJob): number {
  const putBacks = Math.max(attemptsStarted - attemptsMade, 1);
  return Math.min(Math.round(FIRST_DELAY_MS * GROWTH ** (putBacks - 1)), LONGEST_DELAY_MS);
}
