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

/** @returns What became of the message until now; `waiting` if it is certain that it is never sent. */
export async function removeMessage(queue: MessageQueue, job: MessageJob): Promise<OutboxMessage | undefined> {
  // First, because a worker that takes the job from now on must not send the message.
  const erase = ({ sealed: _, ...data }: StoredMessage): StoredMessage => ({
    ...data,
    input: { to: "", body: "" },
    erased: true,
  });
  const erased = await changeData(queue, job.id!, job.data, erase);
  if (erased === undefined) return undefined;
  const last = await queue.getJob(job.id!);
  // A job that a worker has cannot be removed. It is removed soon after it is over.
  await queue.remove(job.id!);
  // A worker may have the job. Unless the message has passed its gate by now, the worker will see that it must not send it.
  return last && describeMessage(last, erased.data.leaving !== undefined);
}

/** @returns What became of the message until now. */
export async function removeReview(queue: ReviewQueue, job: ReviewJob): Promise<OutboxMessage | undefined> {
  const erase = (data: StoredReview): StoredReview => ({ ...data, to: "", settled: "abandoned", erased: true });
  if ((await changeData(queue, job.id!, job.data, erase)) === undefined) return undefined;
  await queue.remove(job.id!);
  return describeReview(job, 1);
}

/** Which messages `erase` removes: those of a number, or the message of a key. */
export type EraseTarget =
  | {
      /** A phone number, as `enqueue` takes it. */
      readonly to: string;
      readonly idempotencyKey?: undefined;
    }
  | {
      /** The key of one message. */
      readonly idempotencyKey: string;
      readonly to?: undefined;
    };

/** What `erase` has removed. */
export interface OutboxErasure {
  /** Each message whose number and body were removed, with the state that it had. `waiting` and `cancelled`: it is never sent. */
  readonly removed: readonly OutboxMessage[];
  /**
   * Keys of removed messages of which the idempotency store still has a digest, for 30 days from when they were sent, so that the same key
   * does not send again. No number and no body can be read from a digest.
   */
  readonly digests: readonly string[];
}

/** The queues of an outbox. */
export interface ErasableQueues {
  readonly messages: MessageQueue;
  readonly reviews: ReviewQueue;
}

// Of a message that certainly did not leave, the client has freed the key.
const IN_STORE: ReadonlySet<OutboxState> = new Set(["sending", "accepted", "review", "abandoned"]);
const ANY_STATE: readonly JobType[] = ["waiting", "prioritized", "delayed", "active", "completed", "failed"];
const PAGE = 100;

/**
 * Removes messages in every state, from both queues.
 *
 * @param ids - Of their jobs; `undefined` looks at every job.
 * @param isTarget - Whether a message is one of them.
 * @param ask - Bounds a step of the store.
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
  // After the messages: a worker that brings one into review meanwhile sees that the message is gone.
  for await (const job of jobsOf<ReviewJob>(reviews, ids, ask)) {
    if (isTarget(job.data) && !isErased(job)) note(await ask(() => removeReview(reviews, job)));
  }
  const found = [...removed.values()];
  return {
    removed: found,
    digests: found.filter(({ state }) => IN_STORE.has(state)).map(({ idempotencyKey }) => idempotencyKey),
  };
}

/** The jobs of these ids, or all that a queue has when this begins: in pages of ids, a job that changes its state could be missed. */
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

/** A job whose message was removed while a worker had the job. */
export function isErased({ data }: { readonly data: Pick<StoredMessage | StoredReview, "erased"> }): boolean {
  return data.erased === true;
}
