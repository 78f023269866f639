import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { DedupeStore, DedupeVerdict } from "../../stores/dedupe-store.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;

/**
 * Contract test cases for {@link DedupeStore}. Run them against your own store.
 *
 * @example
 * ```ts
 * for (const { name, run } of DEDUPE_STORE_CASES) test(name, () => run({ store: sqlDedupeStore(pool), passTime }));
 * ```
 */
export const DEDUPE_STORE_CASES: readonly StoreCase<DedupeStore>[] = [
  scene(
    "lets a caller claim a free key, and extends the lease when the owner claims the key again",
    async ({ claim, passTime }) => {
      assert.deepEqual([await claim("a", SHORT_MS), await claim("b"), await claim("a")], ["mine", "busy", "mine"]);
      await passTime(SHORT_MS + 50);
      assert.equal(await claim("b"), "busy");
    },
  ),
  scene("lets only one of fifty concurrent deliveries handle the event", async ({ claim }) => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => claim(`owner-${i}`)));
    assert.equal(verdicts.filter((verdict) => verdict === "mine").length, 1);
    assert.equal(verdicts.filter((verdict) => verdict === "busy").length, 49);
  }),
  scene("frees a claim whose lease has ended", async ({ claim, passTime }) => {
    await claim("a", SHORT_MS);
    await passTime(SHORT_MS + 50);
    assert.deepEqual([await claim("b"), await claim("a")], ["mine", "busy"]);
  }),
  scene("keeps reporting a handled event as done, even after a call to `release`", async (at) => {
    await at.claim("a");
    await at.done("a");
    await at.release("a");
    assert.deepEqual([await at.claim("a"), await at.claim("b")], ["done", "done"]);
  }),
  scene("records an event as done even if no delivery holds its key", async ({ claim, done }) => {
    await done("a");
    assert.equal(await claim("b"), "done");
  }),
  scene(
    "records an event as done even if another delivery has taken over its key",
    async ({ claim, done, release, passTime }) => {
      await claim("a", SHORT_MS);
      await passTime(SHORT_MS + 50);
      await claim("b");
      await done("a");
      await release("b");
      assert.equal(await claim("c"), "done");
    },
  ),
  scene("lets only the owner release a key", async ({ claim, release }) => {
    await claim("a");
    await release("b");
    assert.equal(await claim("b"), "busy");
    await release("a");
    assert.equal(await claim("b"), "mine");
  }),
  scene("deletes records once their `ttlMs` has passed", async ({ claim, done, passTime }) => {
    await done("a", SHORT_MS);
    assert.equal(await claim("b"), "done");
    await passTime(SHORT_MS + 50);
    assert.equal(await claim("b"), "mine");
  }),
  scene("accepts an owner with the same name as a state, such as `done`", async ({ claim }) => {
    assert.deepEqual([await claim("done"), await claim("b"), await claim("done")], ["mine", "busy", "mine"]);
  }),
];

interface Scene {
  readonly claim: (owner: string, leaseMs?: number) => Promise<DedupeVerdict>;
  readonly done: (owner: string, ttlMs?: number) => Promise<void>;
  readonly release: (owner: string) => Promise<void>;
  readonly passTime: (ms: number) => Promise<void>;
}

function scene(name: string, run: (scene: Scene) => Promise<void>): StoreCase<DedupeStore> {
  return {
    name,
    run: (subject) =>
      playInTime(subject, ({ store, passTime }) => {
        const key = randomUUID();
        return run({
          claim: (owner, leaseMs = LONG_MS) => store.claim(key, { owner, leaseMs }),
          done: (owner, ttlMs = LONG_MS) => store.done(key, { owner, ttlMs }),
          release: (owner) => store.release(key, { owner }),
          passTime,
        });
      }),
  };
}
