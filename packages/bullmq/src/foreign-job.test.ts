import { expect, test } from "vitest";
import type { OutboxClock } from "./clock.js";
import { createPutBackForeign, type ForeignJob } from "./foreign-job.js";
import type { OutboxAccount } from "./outbox-account.js";

const MINUTE_MS = 60_000;
const quiet = (): void => {};
const LOGGER = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const WRONG = { digest: "wrong", takeOver: [] } as unknown as OutboxAccount;

/** Park and Miller's random number generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * A queue in virtual time, with one account's jobs and two workers. A due job goes to the worker for the right account with
 * probability `share`. Otherwise it goes to the worker for the wrong account.
 */
async function run(jobs: number, share: number, untilMs: number) {
  let nowMs = 0;
  const clock: OutboxClock = { nowMs: () => nowMs, epochMs: () => nowMs, after: () => quiet };
  const putBack = createPutBackForeign(WRONG, clock, LOGGER);
  const random = seeded(21);
  let [putBacks, doneMs] = [0, 0];
  let waiting = Array.from({ length: jobs }, () => ({ atMs: 0, attemptsStarted: 0 }));
  for (; nowMs < untilMs && waiting.length > 0; nowMs += 10) {
    for (const job of waiting.filter(({ atMs }) => atMs <= nowMs)) {
      job.attemptsStarted += 1;
      if (random() < share) {
        waiting = waiting.filter((other) => other !== job);
        doneMs = nowMs;
        continue;
      }
      putBacks += 1;
      const moveToDelayed = async (atMs: number): Promise<void> => void (job.atMs = atMs);
      const foreign = { ...job, attemptsMade: 0, queueName: "sendo-outbox", data: { account: "right" }, moveToDelayed };
      await expect(putBack(foreign as ForeignJob, "token")).rejects.toMatchObject({ name: "DelayedError" });
    }
  }
  return { left: waiting.length, doneMs, putBacks };
}

test("issue 21: the last of 150 messages is sent within six minutes when another account's worker takes nine of ten jobs", async () => {
  const { left, doneMs } = await run(150, 1 / 10, 60 * MINUTE_MS);
  expect(left).toBe(0);
  expect(doneMs).toBeLessThan(6 * MINUTE_MS);
});

test("issue 21: a worker that gets a thousand jobs of another account alone takes at most 50 per second again", async () => {
  const { left, putBacks } = await run(1_000, 0, MINUTE_MS);
  expect(left).toBe(1_000);
  expect(putBacks).toBeLessThanOrEqual(1_000 + 60 * 50);
});

test("issue 21: a single job of another account is taken again at most once per five seconds in the long run", async () => {
  expect((await run(1, 0, 10 * MINUTE_MS)).putBacks).toBeLessThan(10 + (10 * MINUTE_MS) / 5_000);
});
