/** Counts what is under way. */
export interface InFlight {
  /** Something begins; call the result once it is over. */
  readonly begin: () => () => void;
  /** Counts `promise` until it settles. */
  readonly track: <T>(promise: Promise<T>) => Promise<T>;
  /** Resolves once nothing is under way; at once (in a microtask) if that is so already. */
  readonly idle: () => Promise<void>;
  /** Whether anything is under way. */
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
      // Whoever awaits a tracked promise may begin the next piece only after we were told: look again until it holds.
      while (running > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
