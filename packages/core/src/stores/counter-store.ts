/** A counter and its maximum. */
export interface CounterLimit {
  /** Name of the counter within its group. The store uses the name as part of a key, so hash any personal data in the name. */
  readonly key: string;
  /** Maximum count (a whole number, 0 or more). */
  readonly max: number;
  /**
   * Window in milliseconds. The window starts when the counter is first incremented. When the window ends, the counter restarts
   * at 0.
   */
  readonly windowMs: number;
}

/** Result of {@link CounterStore.take}. */
export type CounterVerdict =
  | {
      /** Every counter was incremented. */
      readonly taken: true;
      /** Ids of the counters' windows, in the same order as the `counters` argument. */
      readonly windows: readonly string[];
    }
  | {
      /** No counter was changed. */
      readonly taken: false;
      /** Index of the first counter that would have exceeded its `max`. */
      readonly full: number;
      /** Milliseconds until this counter's window ends. */
      readonly retryInMs: number;
    };

/** A counter and one of its windows. */
export interface CountedWindow {
  /** Name of the counter, as in {@link CounterLimit}. */
  readonly key: string;
  /**
   * Id of the window, from {@link CounterVerdict}. If that window has ended, nothing is subtracted.
   *
   * @defaultValue the counter's current window
   */
  readonly window?: string | undefined;
}

/** An amount to subtract from counters in a {@link CounterStore}. */
export interface CounterReturn {
  /** Unique id of this operation. If calls have the same `id`, the amount is subtracted only once per window. */
  readonly id: string;
  /** The counters to decrease. */
  readonly counters: readonly CountedWindow[];
  /** Amount to subtract from each counter (a whole number, 1 or more). No counter falls below 0. */
  readonly amount: number;
}

/**
 * Counters for budgets and limits, shared by all of an app's processes. Each method performs one atomic operation, so
 * concurrent calls take effect one after the other. The store uses its own clock.
 */
export interface CounterStore {
  /**
   * Adds an amount to every counter. If any counter would exceed its `max`, no counter changes. If the amount is 0, the call
   * only checks that all counters are within their limits.
   *
   * @param group - Owner of the counters, such as an account. All counters in a call belong to one group.
   * @throws Error of any class. The caller then behaves as if a counter were full.
   */
  take(group: string, counters: readonly CounterLimit[], amount: number): Promise<CounterVerdict>;
  /** Subtracts an amount from every counter whose window has not ended. */
  giveBack(group: string, given: CounterReturn): Promise<void>;
}
