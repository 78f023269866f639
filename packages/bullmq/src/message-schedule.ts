import { changeData } from "./job-data.js";
import { describeMessage, type OutboxMessage } from "./outbox-message.js";
import type { MessageJob, MessageQueue, StoredMessage } from "./stored-message.js";

/** @returns The message. Its state is `cancelled` if it will never be sent. */
export async function cancelMessage(queue: MessageQueue, job: MessageJob): Promise<OutboxMessage | undefined> {
  if (!job.finishedOn) {
    const cancel = (data: StoredMessage): StoredMessage | undefined =>
      mayHaveLeft(data) || data.cancelled ? undefined : { ...data, cancelled: true };
    const now = await changeData(queue, job.id!, job.data, cancel);
    if (now === undefined || now.data.erased) return undefined;
    // A worker finishes the job, because workers emit the events for all messages.
    if (now.isChanged) await wakeUp(job, 0);
  }
  const last = await queue.getJob(job.id!);
  return last && describeMessage(last, !last.finishedOn && (await last.isActive()));
}

/** @returns Whether the message was rescheduled to `dueEpochMs`, a time on the store's clock. */
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

/** Returns whether the message has passed its `DispatchGate` and may therefore have been sent. */
function mayHaveLeft({ leaving, erased }: StoredMessage): boolean {
  return leaving !== undefined || erased === true;
}

/** Moves a delayed job. Jobs in other states do not need to be moved, because a worker reads the data again before it sends the message. */
async function wakeUp(job: MessageJob, delayMs: number): Promise<void> {
  if ((await job.getState()) !== "delayed") return;
  try {
    await (delayMs === 0 ? job.promote() : job.changeDelay(delayMs));
  } catch (error) {
    // The step fails if a worker has taken the job in the meantime.
    if ((await job.getState()) === "delayed") throw error;
  }
}
