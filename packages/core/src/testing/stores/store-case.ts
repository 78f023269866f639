/** The store to test, and its clock. */
export interface StoreUnderTest<Store> {
  /** An empty store, or a store whose keys do not collide with the test cases' keys. */
  readonly store: Store;
  /**
   * Advances the store's clock by at least `ms` milliseconds if the clock is virtual. Otherwise, waits for at least
   * `ms` milliseconds. Each case takes a few hundred milliseconds.
   */
  readonly passTime: (ms: number) => Promise<void>;
}

/**
 * A test case that checks a store against its contract. It works with any test runner.
 *
 * @example
 * ```ts
 * import { setTimeout } from "node:timers/promises";
 *
 * for (const { name, run } of IDEMPOTENCY_STORE_CASES) {
 *   test(name, () => run({ store: sqlIdempotencyStore(pool), passTime: (ms) => setTimeout(ms) }));
 * }
 * ```
 */
export interface StoreCase<Store> {
  /** Description of the case. */
  readonly name: string;
  /**
   * Runs the case and rejects with an assertion error on failure. Keys are random, so cases can share a database. Leases last
   * 150 ms or less. If a case fails and was delayed by more than 40 ms, it runs again, up to five times in total.
   */
  readonly run: (subject: StoreUnderTest<Store>) => Promise<void>;
}
