/** Lets so many at a time do something. */
export interface Semaphore {
  /** Resolves when it is one's turn. */
  acquire(): Promise<void>;
  /** Gives the turn to the next. */
  release(): void;
  /** Lets all go on that wait. */
  releaseAll(): void;
}

/** @internal */
export function createSemaphore(most: number): Semaphore {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    async acquire() {
      if (running >= most) await new Promise<void>((resolve) => queue.push(resolve));
      else running += 1;
    },
    release() {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    },
    releaseAll() {
      for (const next of queue.splice(0)) next();
    },
  };
}
