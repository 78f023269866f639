/** A job with its due time. */
export interface Job {
  readonly dueMs: number;
  readonly run: () => void;
  /** Description for people. */
  readonly what: string;
}

interface Entry {
  readonly job: Job;
  readonly order: number;
}

/** A binary heap of jobs, ordered by due time. Jobs with the same due time stay in insertion order. */
export class JobQueue {
  #heap: Entry[] = [];
  readonly #removed = new Set<Job>(); // removed jobs that are still on the heap
  #count = 0;

  /** Number of jobs on the heap. This number includes removed jobs that are still on the heap. */
  get size(): number {
    return this.#heap.length;
  }

  add(job: Job): void {
    const heap = this.#heap;
    const added: Entry = { job, order: this.#count++ };
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(added, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = added;
  }

  /** Removes a job. Removing an unknown job has no effect. */
  remove(job: Job): void {
    // Searching the heap for a removed job would be slower, so the job is skipped when it reaches the top. The heap is
    // rebuilt once more than half of its jobs have been removed.
    this.#removed.add(job);
    if (this.#removed.size <= this.#heap.length / 2) return;
    this.#heap = this.#kept();
    this.#removed.clear();
  }

  /** Returns the first due job without removing it. */
  first(): Job | undefined {
    for (;;) {
      const top = this.#heap[0]?.job;
      if (top === undefined || !this.#removed.delete(top)) return top;
      this.#pop();
    }
  }

  /** Removes and returns the first job that is due by `nowMs`. */
  takeDue(nowMs: number): Job | undefined {
    const job = this.first();
    if (job === undefined || job.dueMs > nowMs) return undefined;
    this.#pop();
    return job;
  }

  /** Returns all jobs, ordered by due time. */
  toArray(): Job[] {
    return this.#kept().map(({ job }) => job);
  }

  // A sorted array is also a heap.
  #kept(): Entry[] {
    return this.#heap.filter(({ job }) => !this.#removed.has(job)).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (child >= heap.length || !isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.job.dueMs < b.job.dueMs || (a.job.dueMs === b.job.dueMs && a.order < b.order);
}
