import type { SendoClient, SendoLogger } from "@sendo/core";
import { DelayedError } from "bullmq";
import type { OutboxClock } from "./clock.js";
import type { ReviewJob, ReviewResult } from "./stored-message.js";

/** After a look that came to no end, since Sendo could not be read. */
const UNREADABLE_DELAY_MS = 60_000;

/** What `code` is in a reason for not having found a message. */
const NOT_FOUND =
  "unknown: idempotency_unresolved. The message was not found by its reference, which is evidence and not proof. Look for it on " +
  "the Sendo dashboard and call `outbox.review.settle`. It is not sent again.";

/** What looking for a message needs. */
export interface CheckReviewParts {
  readonly sendo: SendoClient;
  readonly clock: OutboxClock;
  readonly logger: SendoLogger;
}

/** Looks for a message in review, by its reference. Reads only: whatever is found, nothing is sent. */
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
  // What passes by itself is no look that was in vain. A list that Sendo refuses, such as of a campaign that is gone, is one.
  const mayPass = resolution.state === "inconclusive" && resolution.error?.retryable === true;
  if (mayPass) {
    logger.warn(
      { reference, code: resolution.error.code },
      "Sendo could not be read, so a message in review was not looked for. It will be, in a minute.",
    );
    await job.moveToDelayed(clock.epochMs() + UNREADABLE_DELAY_MS, token);
    throw new DelayedError();
  }
  throw new Error(NOT_FOUND);
}
