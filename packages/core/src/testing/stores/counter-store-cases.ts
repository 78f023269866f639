import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { CounterLimit, CounterStore, CounterVerdict } from "../../stores/counter-store.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;

/**
 * Contract test cases for {@link CounterStore}. Run them against your own store.
 *
 * @example
 * ```ts
 * for (const { name, run } of COUNTER_STORE_CASES) test(name, () => run({ store: sqlCounterStore(pool), passTime }));
 * ```
 */
export const COUNTER_STORE_CASES: readonly StoreCase<CounterStore>[] = [
  scene("accepts calls until the limit is reached", async ({ take }) => {
    assert.deepEqual([await take("a", 3, 2), await take("a", 3, 2), await take("a", 3, 1)], [true, false, true]);
    assert.equal(await take("a", 3, 1), false);
  }),
  scene("accepts only as many of fifty concurrent calls as the limit allows", async ({ take }) => {
    const taken = await Promise.all(Array.from({ length: 50 }, () => take("a", 20, 2)));
    assert.equal(taken.filter(Boolean).length, 10);
  }),
  scene("increments either all of a call's counters or none of them", async ({ store, group, take }) => {
    const both = [limit("a", 5), limit("b", 3)];
    assert.equal((await store.take(group, both, 3)).taken, true);
    const full = await store.take(group, both, 1);
    assert.equal(full.taken, false);
    assert.equal(!full.taken && full.full, 1);
    assert.deepEqual([await take("a", 5, 2), await take("b", 4, 1), await take("a", 5, 1)], [true, true, false]);
  }),
  scene("returns the time until a full counter resets", async ({ store, group }) => {
    await store.take(group, [limit("a", 1)], 1);
    const full = await store.take(group, [limit("a", 1)], 1);
    assert.ok(!full.taken && full.retryInMs > LONG_MS - 30_000 && full.retryInMs <= LONG_MS);
  }),
  scene("does not change the count when the amount is 0", async ({ take }) => {
    assert.deepEqual([await take("a", 0, 0), await take("a", 1, 0), await take("a", 1, 1)], [true, true, true]);
    assert.deepEqual([await take("a", 0, 0), await take("a", 1, 0)], [false, true]);
  }),
  scene("counts each group and key separately", async ({ store, group, take }) => {
    await take("a", 1, 1);
    assert.equal(await take("b", 1, 1), true);
    assert.equal((await store.take(`${group}-2`, [limit("a", 1)], 1)).taken, true);
  }),
  scene("resets a counter when its window ends, and does not extend the window for later calls", async (at) => {
    await at.take("a", 2, 1, SHORT_MS);
    await at.passTime(SHORT_MS / 2);
    await at.take("a", 2, 1, SHORT_MS);
    assert.equal(await at.take("a", 2, 1, SHORT_MS), false);
    await at.passTime(SHORT_MS / 2 + 50);
    assert.equal(await at.take("a", 2, 2, SHORT_MS), true);
  }),
  scene("makes a returned amount available again, but only once per id", async ({ store, group, take }) => {
    const { windows } = taken(await store.take(group, [limit("a", 3)], 3));
    const given = { id: "one", counters: [{ key: "a", window: windows[0] }], amount: 1 };
    await Promise.all([store.giveBack(group, given), store.giveBack(group, given)]);
    assert.deepEqual([await take("a", 3, 1), await take("a", 3, 1)], [true, false]);
    await store.giveBack(group, { ...given, id: "two" });
    assert.equal(await take("a", 3, 1), true);
  }),
  scene("does not count below 0", async ({ store, group, take }) => {
    await take("a", 5, 1);
    await store.giveBack(group, { id: "one", counters: [{ key: "a" }], amount: 4 });
    assert.deepEqual([await take("a", 5, 5), await take("a", 5, 1)], [true, false]);
    await store.giveBack(group, { id: "one", counters: [{ key: "never" }], amount: 4 });
    assert.deepEqual([await take("never", 1, 1), await take("never", 1, 1)], [true, false]);
  }),
  scene("gives an amount back only to the window from which it was taken", async ({ store, group, take, passTime }) => {
    const { windows } = taken(await store.take(group, [limit("a", 1, SHORT_MS)], 1));
    await passTime(SHORT_MS + 50);
    assert.equal(await take("a", 1, 1), true);
    await store.giveBack(group, { id: "one", counters: [{ key: "a", window: windows[0] }], amount: 1 });
    assert.equal(await take("a", 1, 1), false);
  }),
];

interface Scene {
  readonly store: CounterStore;
  readonly group: string;
  readonly take: (key: string, max: number, amount: number, windowMs?: number) => Promise<boolean>;
  readonly passTime: (ms: number) => Promise<void>;
}

function limit(key: string, max: number, windowMs = LONG_MS): CounterLimit {
  return { key, max, windowMs };
}

function taken(verdict: CounterVerdict): Extract<CounterVerdict, { taken: true }> {
  assert.ok(verdict.taken);
  return verdict;
}

function scene(name: string, run: (scene: Scene) => Promise<void>): StoreCase<CounterStore> {
  return {
    name,
    run: (subject) =>
      playInTime(subject, ({ store, passTime }) => {
        const group = randomUUID();
        return run({
          store,
          group,
          take: async (key, max, amount, windowMs = LONG_MS) =>
            (await store.take(group, [limit(key, max, windowMs)], amount)).taken,
          passTime,
        });
      }),
  };
}
