/** Counts work in progress. */
export interface InFlight {
  /** Counts one task as work in progress. Call the returned function when the task ends. */
  readonly begin: () => () => void;
  /** Counts `promise` as work in progress until it settles. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>;
  /**
   * Resolves when no work is in progress. If no work is in progress at the time of the call, the promise
   * resolves in a microtask.
   */
  readonly idle: () => Promise<void>;
  readonly busy: () => boolean;
}

/** @internal */
export function createInFlight(): InFlight {
  let running = 0;
  let waiting: (() => void)[] = [];

  const begin = (): (() => void) => {
    let over = false;
    running += 1;
    return () => {
      if (over) return;
      over = true;
      running -= 1;
      if (running > 0) return;
      const ready = waiting;
      waiting = [];
      for (const resolve of ready) resolve();
    };
  };

  return {
    begin,
    track(promise) {
      const done = begin();
      promise.then(done, done);
      return promise;
    },
    busy: () => running > 0,
    async idle() {
      // A caller that awaits a tracked promise can start more work before this function resumes, so the count is
      // checked again.
      while (running > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
