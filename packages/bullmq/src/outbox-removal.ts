import { changeData } from "./job-data.js";
import { describeReview, describeMessage, type OutboxMessage } from "./outbox-message.js";
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
  const erased = await changeData(queue, job.id!, job.data, (data) => ({
    ...data,
    input: { to: "", body: "" },
    erased: true as const,
  }));
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

/** A job whose message was removed while a worker had the job. */
export function isErased({ data }: { readonly data: Pick<StoredMessage | StoredReview, "erased"> }): boolean {
  return data.erased === true;
}
