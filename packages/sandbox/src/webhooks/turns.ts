/** Limits the number of concurrent operations. */
export interface Turns {
  /** Calls `begin` as soon as a slot is free. Call the returned function to remove `begin` from the queue. */
  take(begin: () => void): () => void;
  /** Frees the slot for the next operation. */
  end(): void;
}

/** @internal */
export function createTurns(most: number): Turns {
  const queue = new Set<() => void>();
  let oldest = queue.values(); // reused, because a new iterator would have to skip all deleted entries
  let running = 0;

  const next = (): (() => void) | undefined => {
    let first = oldest.next();
    if (first.done) first = (oldest = queue.values()).next(); // an exhausted iterator does not return entries added later
    return first.value;
  };

  return {
    take(begin) {
      if (running < most) {
        running += 1;
        begin();
        return () => {};
      }
      const own = (): void => begin(); // a new function, so that the same `begin` can be queued twice
      queue.add(own);
      return () => void queue.delete(own);
    },
    end() {
      const begin = next();
      if (begin === undefined) {
        running -= 1;
        return;
      }
      queue.delete(begin);
      begin();
    },
  };
}
