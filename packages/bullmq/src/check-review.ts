import type { SendoClient, SendoLogger } from "@sendo/core";
import { DelayedError } from "bullmq";
import type { OutboxClock } from "./clock.js";
import type { ReviewJob, ReviewResult } from "./stored-message.js";

/** The delay after a lookup that failed because Sendo did not return a usable response. */
const UNREADABLE_DELAY_MS = 60_000;

/** The failure `code` for a lookup that did not find the message. */
const NOT_FOUND =
  "unknown: idempotency_unresolved. The message was not found by its reference, but it may still have been sent. Look for it in " +
  "the Sendo dashboard, then call `outbox.review.settle`. It is not sent again.";

/** Dependencies of {@link checkReview}. */
export interface CheckReviewParts {
  readonly sendo: SendoClient;
  readonly clock: OutboxClock;
  readonly logger: SendoLogger;
}

/** Uses the reference to look up a message that is in review. A lookup reads messages but never sends any. */
export async function checkReview(
  job: ReviewJob,
  token: string | undefined,
  { sendo, clock, logger }: CheckReviewParts,
): Promise<ReviewResult> {
  const { reference, to, campaign, sinceEpochMs, settled } = job.data;
  if (settled !== undefined) return { state: settled, reference };
  const resolution = await sendo.messages.resolve(
    { reference, to, since: new Date(sinceEpochMs), ...(campaign !== undefined && { campaign }) },
    { priority: "low" },
  );
  if (resolution.state === "found") return { state: "accepted", id: resolution.message.id, reference };
  // A lookup that fails temporarily is not counted. A lookup that Sendo rejects, for example because the campaign was deleted, is counted.
  const mayPass = resolution.state === "inconclusive" && resolution.error?.retryable === true;
  if (mayPass) {
    logger.warn(
      { reference, code: resolution.error.code },
      "The outbox could not read messages from Sendo, so it could not look up a message that is in review. The outbox will try again in a minute.",
    );
    await job.moveToDelayed(clock.epochMs() + UNREADABLE_DELAY_MS, token);
    throw new DelayedError();
  }
  throw new Error(NOT_FOUND);
}
