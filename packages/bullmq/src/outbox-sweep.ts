import type { Job, Queue } from "bullmq";
import type { StoredKeep } from "./stored-message.js";

const PAGE = 100;
/**
 * The number of jobs that a sweep checks in addition to the oldest ones. Processes can set different retention times, so a newer job can be
 * due for removal before an older one.
 */
const MOST_KEPT = 200;

type OverJob = Pick<Job<{ readonly keep?: StoredKeep; readonly erased?: true }>, "id" | "data" | "finishedOn">;
type OverState = "completed" | "failed";

/** How long jobs without their own retention times are kept. */
export interface KeepDefaults {
  readonly acceptedMs: number;
  readonly failedMs: number;
}

/**
 * Removes finished jobs from a queue, each after its own retention time. BullMQ would remove them only when another job ends. BullMQ would
 * then use the retention times of the job that ended, although that job may belong to another service.
 */
export class OutboxSweep {
  readonly #queue: Pick<Queue, "getJobs" | "remove">;
  readonly #state: OverState;
  readonly #keepMsOf: (job: OverJob) => number;
  /** The index where the next sweep resumes. */
  #place = 0;

  constructor(
    queue: Pick<Queue, "getJobs" | "remove">,
    state: OverState,
    kind: keyof KeepDefaults,
    defaults: KeepDefaults,
  ) {
    this.#queue = queue;
    this.#state = state;
    this.#keepMsOf = ({ data }) => (data.erased ? 0 : (data.keep?.[kind] ?? defaults[kind]));
  }

  /** @returns The number of removed jobs. */
  async run(nowEpochMs: number): Promise<number> {
    let removed = 0;
    // Starts at the oldest job and stops at the first page that contains no job due for removal.
    for (let last = -1; last !== 0; removed += last) last = (await this.#page(0, nowEpochMs)).removed;
    for (let seen = 0; seen < MOST_KEPT;) {
      const page = await this.#page(this.#place, nowEpochMs);
      removed += page.removed;
      seen += page.found;
      this.#place = page.found < PAGE ? 0 : this.#place + page.found - page.removed;
      if (page.found < PAGE) break;
    }
    return removed;
  }

  async #page(start: number, nowEpochMs: number): Promise<{ readonly found: number; readonly removed: number }> {
    const jobs = await this.#queue.getJobs([this.#state], start, start + PAGE - 1, true);
    // If a job was removed after it was listed, its entry is empty.
    const due = jobs.filter((job) => job?.id && (job.finishedOn ?? nowEpochMs) + this.#keepMsOf(job) <= nowEpochMs);
    await Promise.all(due.map((job) => this.#queue.remove(job.id!)));
    return { found: jobs.length, removed: due.length };
  }
}
