/** A change of the waitlist, with the process that made it. */
export interface Change {
  readonly worker: string;
  readonly pid: number;
  readonly step: string;
}

const LINE = /^(worker \d+) \((\d+)\): (\w+)/;

/** Collects the changes that the app's processes print. */
export class Changes {
  readonly #all: Change[] = [];
  readonly #watchers = new Set<() => void>();

  /** Parses a line of the app's output. Other lines are ignored. */
  read(line: string): void {
    const [, worker, pid, step] = LINE.exec(line) ?? [];
    if (worker === undefined || step === undefined) return;
    this.#all.push({ worker, pid: Number(pid), step });
    for (const look of this.#watchers) look();
  }

  list(): readonly Change[] {
    return this.#all;
  }

  /** Counts the changes of each kind by worker. */
  byWorker(): [string, Record<string, number>][] {
    const counts = new Map<string, Record<string, number>>();
    for (const { worker, step } of this.#all) {
      const of = counts.get(worker) ?? {};
      counts.set(worker, { ...of, [step]: (of[step] ?? 0) + 1 });
    }
    return [...counts].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
  }

  /** @throws Error if there are fewer than `count` changes in time. */
  async seen(isWanted: (change: Change) => boolean, count: number, withinMs: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => done(new Error(`the app did not print its changes within ${withinMs} ms`)),
        withinMs,
      );
      const look = (): void => void (this.#all.filter(isWanted).length >= count && done());
      const done = (error?: Error): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        if (error) reject(error);
        else resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}
