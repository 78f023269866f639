/** Lets so many at a time do something. */
export interface Turns {
  /** Calls `begin` when it is one's turn; the returned function gives the place in the queue up. */
  take(begin: () => void): () => void;
  /** Gives the turn to the next. */
  end(): void;
}

/** @internal */
export function createTurns(most: number): Turns {
  const queue = new Set<() => void>();
  let oldest = queue.values(); // one iterator that stays, for the reason that `BoundedMap` gives
  let running = 0;

  const next = (): (() => void) | undefined => {
    let first = oldest.next();
    if (first.done) first = (oldest = queue.values()).next(); // one that has come to the end stays there
    return first.value;
  };

  return {
    take(begin) {
      if (running < most) {
        running += 1;
        begin();
        return () => {};
      }
      const own = (): void => begin(); // so that one function can wait twice
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
