import { describe, expect, test } from "vitest";
import { COUNTER_STORE_CASES } from "../testing/stores/counter-store-cases.js";
import { VirtualClock } from "../testing/virtual-clock.js";
import { memoryCounterStore } from "./memory-counter-store.js";

describe("memoryCounterStore keeps the contract", () => {
  test.each(COUNTER_STORE_CASES)("$name", async ({ run }) => {
    const clock = new VirtualClock();
    await run({ store: memoryCounterStore({ clock }), passTime: (ms) => clock.advance(ms) });
  });
});

const limits = (...keys: string[]) => keys.map((key) => ({ key, max: 5, windowMs: 1000 }));

test("when it is full, nothing is counted until a window is over", async () => {
  const clock = new VirtualClock();
  const store = memoryCounterStore({ clock, maxEntries: 2 });
  await store.take("g", limits("a"), 1);
  await expect(store.take("g", limits("b", "c"), 1)).rejects.toThrow("maximum number of counters");
  await expect(store.take("g", limits("a", "b"), 1)).resolves.toMatchObject({ taken: true });
  await expect(store.take("g", limits("c"), 0)).resolves.toMatchObject({ taken: true });
  await clock.advance(1000);
  await expect(store.take("g", limits("c", "d"), 1)).resolves.toMatchObject({ taken: true });
});

test("works with the machine's clock, and rejects options that cannot be used", async () => {
  expect((await memoryCounterStore().take("g", limits("a"), 1)).taken).toBe(true);
  expect(() => memoryCounterStore({ maxEntries: 0 })).toThrow("a whole number of at least 1");
  expect(() => memoryCounterStore({ ttlMs: 1 } as never)).toThrow("`ttlMs` is not an option of memoryCounterStore");
});
