/** A store that is being checked, and the time it lives by. */
export interface StoreUnderTest<Store> {
  /** Empty, or with keys that no case uses. */
  readonly store: Store;
  /**
   * Lets at least this many milliseconds pass on the store's clock: a virtual one is moved, for a real one wait. The cases ask
   * for some hundred milliseconds each.
   */
  readonly passTime: (ms: number) => Promise<void>;
}

/**
 * One promise of a store's contract, for any test runner.
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
  /** What is promised. */
  readonly name: string;
  /**
   * Rejects with an assertion error when the promise is not kept. Keys are random, so that cases may share a database. Leases
   * are 150 ms and less: a case that failed and was held up by more than 40 ms is played again, five times in all.
   */
  readonly run: (subject: StoreUnderTest<Store>) => Promise<void>;
}
