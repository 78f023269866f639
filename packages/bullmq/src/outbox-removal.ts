import type { JobType, Queue } from "bullmq";
import { changeData } from "./job-data.js";
import { describeReview, describeMessage, type OutboxMessage, type OutboxState } from "./outbox-message.js";
import type {
  ReviewJob,
  ReviewQueue,
  StoredReview,
  StoredMessage,
  MessageJob,
  MessageQueue,
} from "./stored-message.js";

/** @returns The message as it was before its removal. If its state is `waiting`, it will never be sent. */
export async function removeMessage(queue: MessageQueue, job: MessageJob): Promise<OutboxMessage | undefined> {
  // The data is erased first, so that a worker that starts the job now does not send the message.
  const erase = ({ sealed: _, ...data }: StoredMessage): StoredMessage => ({
    ...data,
    input: { to: "", body: "" },
    erased: true,
  });
  const erased = await changeData(queue, job.id!, job.data, erase);
  if (erased === undefined) return undefined;
  const last = await queue.getJob(job.id!);
  // BullMQ cannot remove a job while a worker is processing it. `OutboxSweep` removes the finished job.
  await queue.remove(job.id!);
  // A worker that is processing the job sends the message only if it set `leaving` before the data was erased.
  return last && describeMessage(last, erased.data.leaving !== undefined);
}

/** @returns The message as it was before its removal. */
export async function removeReview(queue: ReviewQueue, job: ReviewJob): Promise<OutboxMessage | undefined> {
  const erase = (data: StoredReview): StoredReview => ({ ...data, to: "", settled: "abandoned", erased: true });
  if ((await changeData(queue, job.id!, job.data, erase)) === undefined) return undefined;
  await queue.remove(job.id!);
  return describeReview(job, 1);
}

/** Selects the messages for `erase`: all messages to the given number, or the message with the given key. */
export type EraseTarget =
  | {
      /** The recipient's phone number, in any form that `enqueue` accepts. */
      readonly to: string;
      readonly idempotencyKey?: undefined;
    }
  | {
      /** The idempotency key of one message. */
      readonly idempotencyKey: string;
      readonly to?: undefined;
    };

/** The result of `erase`. */
export interface OutboxErasure {
  /** The removed messages, each with its state before the removal. A message that was `waiting` or `cancelled` will never be sent. */
  readonly removed: readonly OutboxMessage[];
  /**
   * Keys of the removed messages that have digests in the idempotency store. Each digest stays there for 30 days after its message
   * is sent. It prevents a second message from being sent with the same key. A digest does not reveal the number or the body.
   */
  readonly digests: readonly string[];
}

/** An outbox's queues. */
export interface ErasableQueues {
  readonly messages: MessageQueue;
  readonly reviews: ReviewQueue;
}

// In other states, the client has released the key.
const IN_STORE: ReadonlySet<OutboxState> = new Set(["sending", "accepted", "review", "abandoned"]);
const ANY_STATE: readonly JobType[] = ["waiting", "prioritized", "delayed", "active", "completed", "failed"];
const PAGE = 100;

/**
 * Removes messages in every state, from both queues.
 *
 * @param ids - The job ids. If `undefined`, every job is checked.
 * @param isTarget - Returns whether to remove a message.
 * @param ask - Runs a store operation with a timeout.
 */
export async function eraseMessages(
  { messages, reviews }: ErasableQueues,
  ids: readonly string[] | undefined,
  isTarget: (data: StoredMessage | StoredReview) => boolean,
  ask: <T>(step: () => Promise<T>) => Promise<T>,
): Promise<OutboxErasure> {
  const removed = new Map<string, OutboxMessage>();
  const note = (message: OutboxMessage | undefined): void => {
    if (message !== undefined) removed.set(message.idempotencyKey, message);
  };
  for await (const job of jobsOf<MessageJob>(messages, ids, ask)) {
    if (isTarget(job.data) && !isErased(job)) note(await ask(() => removeMessage(messages, job)));
  }
  // The review queue is processed last. By then, the matching messages in the other queue have been erased, so no worker
  // moves them into review.
  for await (const job of jobsOf<ReviewJob>(reviews, ids, ask)) {
    if (isTarget(job.data) && !isErased(job)) note(await ask(() => removeReview(reviews, job)));
  }
  const found = [...removed.values()];
  return {
    removed: found,
    digests: found.filter(({ state }) => IN_STORE.has(state)).map(({ idempotencyKey }) => idempotencyKey),
  };
}

/** Yields the jobs with these ids, or all jobs in the queue. All ids are read first, because paging could miss a job whose state changes. */
async function* jobsOf<AnyJob>(
  queue: { getRanges: Queue["getRanges"]; getJob(id: string): Promise<AnyJob | undefined> },
  given: readonly string[] | undefined,
  ask: <T>(step: () => Promise<T>) => Promise<T>,
): AsyncGenerator<AnyJob> {
  const ids = given ?? (await ask(() => queue.getRanges([...ANY_STATE], 0, -1, true)));
  for (let start = 0; start < ids.length; start += PAGE) {
    const jobs = await ask(() => Promise.all(ids.slice(start, start + PAGE).map((id) => queue.getJob(id))));
    for (const job of jobs) if (job !== undefined) yield job;
  }
}

/** Returns whether the message was removed while a worker was processing the job. */
export function isErased({ data }: { readonly data: Pick<StoredMessage | StoredReview, "erased"> }): boolean {
  return data.erased === true;
}
