/** Something that is to happen at a moment. */
export interface Job {
  readonly dueMs: number;
  readonly run: () => void;
  /** For people. */
  readonly what: string;
}

interface Entry {
  readonly job: Job;
  readonly order: number;
}

/** Jobs by the moment when they are due; those of one moment in the order in which they came. A binary heap. */
export class JobQueue {
  #heap: Entry[] = [];
  readonly #removed = new Set<Job>(); // of those on the heap
  #count = 0;

  /** How many are kept, some of which may have been removed. */
  get size(): number {
    return this.#heap.length;
  }

  add(job: Job): void {
    const heap = this.#heap;
    let index = heap.push({ job, order: this.#count++ }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index]!, heap[parent]!)) break;
      swap(heap, index, parent);
      index = parent;
    }
  }

  /** Takes a job out. One that is not in here does no harm. */
  remove(job: Job): void {
    // Skipped once it comes to the top, because looking for it now would cost more. But what is removed must not pile up.
    this.#removed.add(job);
    if (this.#removed.size <= this.#heap.length / 2) return;
    this.#heap = this.#kept();
    this.#removed.clear();
  }

  /** The job that is due first; it stays. */
  first(): Job | undefined {
    for (;;) {
      const top = this.#heap[0]?.job;
      if (top === undefined || !this.#removed.delete(top)) return top;
      this.#pop();
    }
  }

  /** The job that is due first, taken out, if it is due by `nowMs`. */
  takeDue(nowMs: number): Job | undefined {
    const job = this.first();
    if (job === undefined || job.dueMs > nowMs) return undefined;
    this.#pop();
    return job;
  }

  /** All jobs, in the order in which they are due. */
  toArray(): Job[] {
    return this.#kept().map(({ job }) => job);
  }

  // Sorted, which is a heap as well.
  #kept(): Entry[] {
    return this.#heap.filter(({ job }) => !this.#removed.has(job)).sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let index = 0; ;) {
      const left = 2 * index + 1;
      let least = index;
      for (const child of [left, left + 1]) {
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      }
      if (least === index) return;
      swap(heap, index, least);
      index = least;
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.job.dueMs < b.job.dueMs || (a.job.dueMs === b.job.dueMs && a.order < b.order);
}

function swap(heap: Entry[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b]!, heap[a]!];
}
