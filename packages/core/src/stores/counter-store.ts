/** One counter, and how far it may rise. */
export interface CounterLimit {
  /** Names the counter within its group. No store writes it anywhere else, so it should be a digest of anything personal. */
  readonly key: string;
  /** The highest count, a whole number from 0 up. */
  readonly max: number;
  /** How long the counter counts, in milliseconds from its first count on. Then it begins again at 0. */
  readonly windowMs: number;
}

/** Whether a store counted. */
export type CounterVerdict =
  | {
      /** Every counter has risen by the amount. */
      readonly taken: true;
      /** Identifies the window of each counter, in order. */
      readonly windows: readonly string[];
    }
  | {
      /** No counter has changed. */
      readonly taken: false;
      /** Index of the first counter that would have exceeded its `max`. */
      readonly full: number;
      /** Milliseconds until this counter begins again. */
      readonly retryInMs: number;
    };

/** A counter in one of its windows. */
export interface CountedWindow {
  /** As in {@link CounterLimit}. */
  readonly key: string;
  /**
   * The window, from {@link CounterVerdict}. In a later window nothing is given back.
   *
   * @defaultValue the counter's current window
   */
  readonly window?: string | undefined;
}

/** What a {@link CounterStore} gives back. */
export interface CounterReturn {
  /** Unique for each return. The same `id` gives back once in a window, however often it is called. */
  readonly id: string;
  /** What is given back to. */
  readonly counters: readonly CountedWindow[];
  /** How much, a whole number from 1 up. No counter falls below 0. */
  readonly amount: number;
}

/**
 * Counters that all processes of an app share, for budgets and limits. Each method is one step: of two concurrent calls, one sees
 * what the other counted. Time is the store's own.
 */
export interface CounterStore {
  /**
   * Adds an amount to every counter, or to none if one would exceed its `max`. An amount of 0 counts nothing and says whether all
   * counters are within their limits.
   *
   * @param group - What the counters belong to, such as an account. Counters of one call are of one group.
   * @throws Error, any: the caller then does as if a counter were full.
   */
  take(group: string, counters: readonly CounterLimit[], amount: number): Promise<CounterVerdict>;
  /** Takes an amount back from every counter whose window is still the same; for others it does nothing. */
  giveBack(group: string, given: CounterReturn): Promise<void>;
}
