import type { Job } from "bullmq";
import { describeReview, describeMessage, type OutboxMessage } from "./outbox-message.js";
import type {
  ReviewJob,
  ReviewQueue,
  StoredReview,
  StoredMessage,
  MessageJob,
  MessageQueue,
} from "./stored-message.js";

/** @returns What became of the message until now; `sending` unless it is certain that it was not sent. */
export async function removeMessage(queue: MessageQueue, job: MessageJob): Promise<OutboxMessage | undefined> {
  // First, because a worker that takes the job from now on must not send the message.
  if (!(await erase(job, { ...job.data, input: { to: "", body: "" }, erased: true }))) return undefined;
  const isActive = await job.isActive();
  const last = await queue.getJob(job.id!);
  // A job that a worker has cannot be removed. It is removed soon after it is over.
  await queue.remove(job.id!);
  if (last === undefined) return undefined;
  const message = describeMessage(last, isActive);
  return !last.finishedOn && last.stalledCounter > 0 ? { ...message, state: "sending" } : message;
}

/** @returns What became of the message until now. */
export async function removeReview(queue: ReviewQueue, job: ReviewJob): Promise<OutboxMessage | undefined> {
  if (!(await erase(job, { ...job.data, to: "", settled: "abandoned", erased: true }))) return undefined;
  await queue.remove(job.id!);
  return describeReview(job, 1);
}

/** A job whose message was removed while a worker had the job. */
export function isErased({ data }: { readonly data: Pick<StoredMessage | StoredReview, "erased"> }): boolean {
  return data.erased === true;
}

/** @returns Whether the job was still there. */
async function erase<Data>(
  job: Pick<Job<Data>, "updateData" | "getState"> & { data: Data },
  data: Data,
): Promise<boolean> {
  const before = job.data;
  try {
    await job.updateData(data);
    return true;
  } catch (error) {
    if ((await job.getState()) === "unknown") return false;
    throw error;
  } finally {
    // `updateData` sets it.
    job.data = before;
  }
}
