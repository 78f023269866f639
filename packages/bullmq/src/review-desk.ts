import { inputError } from "@sendo/core/adapter";
import { describeOpenReview, type OutboxReview } from "./outbox-message.js";
import { findJob, ownsJob, type OutboxAccount } from "./outbox-account.js";
import { checkKey } from "./outbox-entry.js";
import { type ReviewJob, type ReviewQueue, type SettledState } from "./stored-message.js";

/** Messages whose outcome is unknown: `outbox.review`. */
export interface OutboxReviews {
  /**
   * Lists this account's messages in review, page by page as you iterate. The list might not include
   * messages that enter or leave review while you iterate.
   *
   * @example
   * ```ts
   * for await (const { idempotencyKey, reference, awaits } of outbox.review.list()) {
   *   if (awaits === "decision") console.log(idempotencyKey, "was not found by", reference);
   * }
   * ```
   */
  list(): AsyncIterable<OutboxReview>;
  /**
   * Ends a review with the decision that you made after checking the Sendo dashboard. Nothing is sent. To send an
   * abandoned message anyway, enqueue it with a new key.
   *
   * @returns `false` if no message with this key is in review.
   * @throws A {@link SendoOutboxError} with code `outbox_unavailable`.
   */
  settle(idempotencyKey: string, state: SettledState): Promise<boolean>;
}

/** States of a review job whose message is still in review. */
const OPEN_STATES = ["delayed", "waiting", "prioritized", "active", "failed"] as const;
const PAGE = 100;

/** Creates `outbox.review`. */
export function createReviews(
  queue: ReviewQueue,
  account: OutboxAccount,
  ask: <T>(step: () => Promise<T>) => Promise<T>,
): OutboxReviews {
  return {
    async *list() {
      const seen = new Set<string>();
      for (const state of OPEN_STATES) {
        for (let start = 0; ; start += PAGE) {
          const jobs = await ask(() => queue.getJobs([state], start, start + PAGE - 1, true));
          for (const job of jobs) {
            // A job that was removed after it was listed is `undefined`.
            if (!job?.id || seen.has(job.id) || job.data.settled || !ownsJob(account, job.data)) continue;
            seen.add(job.id);
            yield describeOpenReview(job);
          }
          if (jobs.length < PAGE) break;
        }
      }
    },
    async settle(idempotencyKey, state) {
      checkKey(idempotencyKey);
      if (state !== "accepted" && state !== "abandoned") {
        throw inputError("state", 'must be "accepted" or "abandoned"');
      }
      const job = await ask(() => findJob(queue, idempotencyKey, account));
      if (!job || job.returnvalue || job.data.settled) return false;
      await ask(() => job.updateData({ ...job.data, settled: state }));
      await ask(() => bringForward(job));
      return true;
    },
  };
}

/**
 * Lets a worker end the job immediately. If a worker is already looking up the message, the job does not end until
 * that lookup is finished. If that lookup fails and a further lookup follows, the job ends when the further lookup is due.
 */
async function bringForward(job: ReviewJob): Promise<void> {
  const state = await job.getState();
  try {
    if (state === "delayed") await job.promote();
    if (state === "failed") await job.retry("failed");
  } catch (error) {
    // Another process changed the job's state after it was read. The decision is already stored.
    if ((await job.getState()) === state) throw error;
  }
}
