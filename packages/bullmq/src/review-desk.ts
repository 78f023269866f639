import { inputError } from "@sendo/core/adapter";
import { describeOpenReview, type OutboxReview } from "./outbox-message.js";
import { findJob, ownsJob, type OutboxAccount } from "./outbox-account.js";
import { checkKey } from "./outbox-entry.js";
import { type ReviewJob, type ReviewQueue, type SettledState } from "./stored-message.js";

/** The messages whose outcome is not known: `outbox.review`. */
export interface OutboxReviews {
  /**
   * Every message of this account in review, page by page as you iterate. Messages that enter or leave meanwhile may be missing.
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
   * Ends a review by a person's word, after a look at the Sendo dashboard. Nothing is sent: to send an abandoned message all the
   * same, enqueue it under a new key.
   *
   * @returns `false` where no message of this key is in review.
   * @throws A {@link SendoOutboxError} `outbox_unavailable`.
   */
  settle(idempotencyKey: string, state: SettledState): Promise<boolean>;
}

/** States of a review job, but `completed`: those of messages that are still in review. */
const OPEN_STATES = ["delayed", "waiting", "prioritized", "active", "failed"] as const;
const PAGE = 100;

/** Makes `outbox.review`. */
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
            // A job that was removed between the list and its reading is a hole.
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

/** So that a worker ends the job now. One that is just being looked at ends by itself, or at its next turn. */
async function bringForward(job: ReviewJob): Promise<void> {
  const state = await job.getState();
  try {
    if (state === "delayed") await job.promote();
    if (state === "failed") await job.retry("failed");
  } catch (error) {
    // Somebody else has moved it meanwhile; what was decided is stored.
    if ((await job.getState()) === state) throw error;
  }
}
