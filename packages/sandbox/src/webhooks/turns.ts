/** Lets so many at a time do something. */
export interface Turns {
  /** Resolves when it is one's turn. */
  wait(): Promise<void>;
  /** Gives the turn to the next. */
  pass(): void;
  /** Lets all go on that wait. */
  end(): void;
}

/** @internal */
export function createTurns(most: number): Turns {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    async wait() {
      if (running >= most) await new Promise<void>((resolve) => queue.push(resolve));
      else running += 1;
    },
    pass() {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    },
    end() {
      for (const next of queue.splice(0)) next();
    },
  };
}
