import type { SendoLogger } from "@sendo/core";
import { createThrottledLog } from "@sendo/core/adapter";
import { DelayedError, type Job } from "bullmq";
import type { OutboxClock } from "./clock.js";
import { labelOf, type OutboxAccount } from "./outbox-account.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5 * 60_000;
const GROWTH = 1.25;

const FOREIGN =
  "This queue contains messages of another Sendo account. This worker does not send them and puts them back. Give each account's outbox " +
  "its own `name`. If the messages belong to this account, for example after a rotation of its API key, start its outbox with " +
  "`takeOver`, which takes the label shown as `account`.";

/** Puts a job of another account back into its queue. It never returns. */
export type PutBackForeign = (job: ForeignJob, token: string | undefined) => Promise<never>;

/** A job of either queue. */
export type ForeignJob = Pick<Job<{ readonly account?: unknown }>, "data" | "attemptsMade" | "queueName"> &
  Pick<Job, "attemptsStarted" | "moveToDelayed">;

/** Makes a {@link PutBackForeign}, which warns once a minute for each account. */
export function createPutBackForeign(
  { digest }: OutboxAccount,
  clock: OutboxClock,
  logger: SendoLogger,
): PutBackForeign {
  const warn = createThrottledLog(logger, {
    setTimer: (run, delayMs, options) => ({ cancel: clock.after(delayMs, run, options) }),
  });
  return async (job, token) => {
    const account = labelOf(job.data.account);
    warn(`${job.queueName} ${account}`, { queue: job.queueName, account, own: labelOf(digest) }, FOREIGN);
    await job.moveToDelayed(clock.epochMs() + foreignDelayMs(job), token);
    throw new DelayedError();
  };
}

/**
 * How long a job of another account waits, in milliseconds. It grows each time, so that workers of the wrong account alone do not
 * take thousands of jobs again and again, and begins short, so that a worker of the right account gets the job soon.
 */
export function foreignDelayMs({
  attemptsStarted,
  attemptsMade,
}: Pick<Job, "attemptsStarted" | "attemptsMade">): number {
  // For each attempt of its own account: one that gets the job again and again must not wait longer each time.
  const putBacks = Math.max((attemptsStarted - attemptsMade) / (attemptsMade + 1), 1);
  return Math.min(Math.round(FIRST_DELAY_MS * GROWTH ** (putBacks - 1)), LONGEST_DELAY_MS);
}
