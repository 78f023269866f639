import { changeData } from "./job-data.js";
import { describeMessage, type OutboxMessage } from "./outbox-message.js";
import type { MessageJob, MessageQueue, StoredMessage } from "./stored-message.js";

/** @returns `cancelled` if the message never leaves; otherwise what the outbox knows of it. */
export async function cancelMessage(queue: MessageQueue, job: MessageJob): Promise<OutboxMessage | undefined> {
  if (!job.finishedOn) {
    const cancel = (data: StoredMessage): StoredMessage | undefined =>
      mayHaveLeft(data) || data.cancelled ? undefined : { ...data, cancelled: true };
    const now = await changeData(queue, job.id!, job.data, cancel);
    if (now === undefined || now.data.erased) return undefined;
    // A worker ends the job, so that its event comes from a worker like that of any other message.
    if (now.isChanged) await wakeUp(job, 0);
  }
  const last = await queue.getJob(job.id!);
  return last && describeMessage(last, !last.finishedOn && (await last.isActive()));
}

/** @returns Whether the message leaves at `dueEpochMs`, by the store's clock, or later. */
export async function rescheduleMessage(
  queue: MessageQueue,
  job: MessageJob,
  dueEpochMs: number,
  nowEpochMs: number,
): Promise<boolean> {
  if (job.finishedOn) return false;
  const move = (data: StoredMessage): StoredMessage | undefined =>
    mayHaveLeft(data) || data.cancelled ? undefined : { ...data, rescheduledEpochMs: dueEpochMs };
  const now = await changeData(queue, job.id!, job.data, move);
  if (!now?.isChanged) return false;
  await wakeUp(job, Math.max(dueEpochMs - nowEpochMs, 0));
  return true;
}

/** Once a message has passed its gate, nothing proves that it has not left until the worker takes that back. */
function mayHaveLeft({ leaving, erased }: StoredMessage): boolean {
  return leaving !== undefined || erased === true;
}

/** A job that is not delayed needs nothing: its worker looks at the data before it sends. */
async function wakeUp(job: MessageJob, delayMs: number): Promise<void> {
  if ((await job.getState()) !== "delayed") return;
  try {
    await (delayMs === 0 ? job.promote() : job.changeDelay(delayMs));
  } catch (error) {
    // A worker has taken it meanwhile.
    if ((await job.getState()) === "delayed") throw error;
  }
}
