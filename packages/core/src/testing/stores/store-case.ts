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
   * 150 ms or less. A case that fails after a delay of more than 40 ms is run again. It runs at most
   * five times.
   */
  readonly run: (subject: StoreUnderTest<Store>) => Promise<void>;
}
