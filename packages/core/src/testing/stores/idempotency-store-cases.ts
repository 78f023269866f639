import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import type { IdempotencyStore, IdempotencyVerdict } from "../../stores/idempotency-store.js";
import { fakeSendo, type FakeSendo } from "../fake-sendo.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;

/** One caller of the store, with its own name. */
class Caller {
  readonly owner = randomUUID();

  constructor(
    readonly store: IdempotencyStore,
    readonly key: string,
    readonly fingerprint = digest("one input"),
    readonly reference = randomUUID() as string,
  ) {}

  claim(leaseMs = LONG_MS): Promise<IdempotencyVerdict> {
    const { owner, fingerprint, reference } = this;
    return this.store.claim(this.key, { owner, fingerprint, reference, leaseMs });
  }

  async states(leaseMs = LONG_MS): Promise<IdempotencyVerdict["state"]> {
    return (await this.claim(leaseMs)).state;
  }

  extend(leaseMs: number): Promise<void> {
    return this.store.extend(this.key, { owner: this.owner, leaseMs });
  }

  dispatch(leaseMs = LONG_MS, ttlMs = LONG_MS): Promise<boolean> {
    return this.store.dispatch(this.key, { owner: this.owner, leaseMs, ttlMs });
  }

  accept(id: string, ttlMs = LONG_MS): Promise<void> {
    const { fingerprint, reference } = this;
    return this.store.accept(this.key, { fingerprint, reference, id, ttlMs });
  }

  release(inDoubt: boolean): Promise<void> {
    return this.store.release(this.key, { owner: this.owner, inDoubt });
  }
}

interface Scene {
  readonly first: Caller;
  readonly second: Caller;
  /** The same key with another input. */
  readonly other: Caller;
  readonly passTime: (ms: number) => Promise<void>;
}

/**
 * What an {@link IdempotencyStore} promises, case by case: run them against your own.
 *
 * @example
 * ```ts
 * for (const { name, run } of IDEMPOTENCY_STORE_CASES) test(name, () => run({ store: sqlIdempotencyStore(pool), passTime }));
 * ```
 */
export const IDEMPOTENCY_STORE_CASES: readonly StoreCase<IdempotencyStore>[] = [
  scene("a free key belongs to who claims it, and to nobody else until its lease ends", async (at) => {
    assert.deepEqual(await at.first.claim(), { state: "mine" });
    assert.deepEqual(await at.second.claim(), { state: "busy" });
  }),
  scene("of fifty claims at once, one has the key", async ({ first }) => {
    const crowd = Array.from({ length: 50 }, () => new Caller(first.store, first.key));
    const states = await Promise.all(crowd.map((caller) => caller.states()));
    assert.equal(states.filter((state) => state === "mine").length, 1);
    assert.equal(states.filter((state) => state === "busy").length, 49);
  }),
  scene("keys know nothing of each other", async ({ first }) => {
    await first.claim();
    assert.equal(await new Caller(first.store, newKey()).states(), "mine");
  }),
  scene("another input is told so, whatever has become of the key", async ({ first, other }) => {
    await first.claim();
    assert.deepEqual(await other.claim(), { state: "reused" });
    await first.dispatch();
    assert.deepEqual(await other.claim(), { state: "reused" });
    await first.release(true);
    assert.deepEqual(await other.claim(), { state: "reused" });
    await first.accept("message-1");
    assert.deepEqual(await other.claim(), { state: "reused" });
  }),
  scene(
    "a claim whose lease has ended is free, for another input as well, and its owner cannot mark it",
    async (at) => {
      await at.first.claim(SHORT_MS);
      await at.passTime(SHORT_MS + 50);
      assert.equal(await at.first.dispatch(), false);
      assert.equal(await at.other.states(), "mine");
      assert.equal(await at.first.dispatch(), false);
      await at.first.extend(LONG_MS);
      await at.first.release(false);
      assert.equal(await at.other.dispatch(), true);
    },
  ),
  scene("an extension keeps the claim, and only its owner's does", async (at) => {
    await at.first.claim(SHORT_MS);
    await at.first.extend(LONG_MS);
    await at.passTime(SHORT_MS + 50);
    assert.equal(await at.second.states(), "busy");
    await at.second.extend(1);
    await at.passTime(50);
    assert.equal(await at.second.states(), "busy");
    assert.equal(await at.first.dispatch(), true);
  }),
  scene("nobody marks what is not claimed", async ({ first, second }) => {
    assert.equal(await first.dispatch(), false);
    await first.claim();
    assert.equal(await second.dispatch(), false);
  }),
  scene("an extension that comes late does not undo the mark", async ({ first, second, passTime }) => {
    await first.claim();
    await first.dispatch();
    await first.extend(SHORT_MS);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "in-doubt");
  }),
  scene("a marked message whose owner died is in doubt: with its reference and time, for one at a time", async (at) => {
    await at.first.claim();
    const before = await at.second.states();
    await at.first.dispatch(SHORT_MS);
    assert.deepEqual([before, await at.second.states()], ["busy", "busy"]);
    await at.passTime(SHORT_MS + 50);
    const verdict = await at.second.claim();
    assert.equal(verdict.state, "in-doubt");
    assert.equal(verdict.state === "in-doubt" && verdict.reference, at.first.reference);
    assert.ok(verdict.state === "in-doubt" && Number.isFinite(verdict.dispatchedEpochMs));
    assert.equal(await new Caller(at.first.store, at.first.key).states(), "busy");
    assert.equal(await at.first.dispatch(), false, "the one who was taken for dead may not send");
  }),
  scene("a message in doubt stays in doubt, however often it is looked for", async ({ first, second }) => {
    await first.claim();
    await first.dispatch();
    await first.release(true);
    const moments = new Set<number>();
    for (let i = 0; i < 3; i += 1) {
      const verdict = await second.claim();
      assert.equal(verdict.state, "in-doubt");
      if (verdict.state === "in-doubt") moments.add(verdict.dispatchedEpochMs);
      await second.release(true);
    }
    assert.equal(moments.size, 1);
  }),
  scene("who looks for a message in doubt and dies leaves it in doubt", async ({ first, second, passTime }) => {
    await first.claim();
    await first.dispatch();
    await first.release(true);
    assert.equal(await second.states(SHORT_MS), "in-doubt");
    await passTime(SHORT_MS + 50);
    assert.equal(await new Caller(first.store, first.key).states(), "in-doubt");
  }),
  scene("the time of a message in doubt is that of its first mark", async ({ first, second, passTime }) => {
    const later = new Caller(first.store, newKey());
    for (const caller of [first, later, first]) {
      await caller.claim();
      await caller.dispatch();
      await passTime(20);
    }
    await first.release(true);
    await later.release(true);
    const [earlier, other] = [await second.claim(), await new Caller(first.store, later.key).claim()];
    assert.ok(earlier.state === "in-doubt" && other.state === "in-doubt");
    assert.ok(earlier.dispatchedEpochMs < other.dispatchedEpochMs, "a later mark must not move it");
  }),
  scene(
    "what somebody holds is not forgotten, however short it is to be remembered",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch(LONG_MS, SHORT_MS);
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "busy");
    },
  ),
  scene("a mark by the same owner is an extension", async ({ first, second, passTime }) => {
    await first.claim(SHORT_MS);
    assert.equal(await first.dispatch(SHORT_MS), true);
    assert.equal(await first.dispatch(LONG_MS), true);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "busy");
  }),
  scene(
    "what is proved not to be sent frees the key, marked or not, and only by its owner",
    async ({ first, second }) => {
      for (const marked of [false, true]) {
        await first.claim();
        if (marked) await first.dispatch();
        await second.release(false);
        assert.equal(await second.states(), "busy");
        await first.release(false);
        assert.equal(await second.states(), "mine");
        await second.release(false);
      }
    },
  ),
  scene("a claim that is let go in doubt before it was marked is free", async ({ first, second }) => {
    await first.claim();
    await first.release(true);
    assert.equal(await second.states(), "mine");
  }),
  scene("an accepted message is answered with its id, and nothing takes that back", async ({ first, second }) => {
    const accepted = { state: "accepted", id: "message-1", reference: first.reference };
    await first.claim();
    await first.dispatch();
    await first.accept("message-1");
    assert.deepEqual(await second.claim(), accepted);
    await first.release(false);
    await first.release(true);
    await first.extend(1);
    assert.equal(await first.dispatch(), false);
    assert.deepEqual(await second.claim(), accepted);
  }),
  scene(
    "an accepted message is still answered when the lease of its mark is over",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch(SHORT_MS);
      await first.accept("message-1");
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "accepted");
    },
  ),
  scene("acceptance is recorded whoever holds the key, and when nobody does", async ({ first, second }) => {
    await second.accept("message-1");
    assert.equal(await first.states(), "accepted");
    await second.accept("message-2");
    assert.deepEqual(await first.claim(), { state: "accepted", id: "message-2", reference: second.reference });
  }),
  scene("references and ids come back as they were", async ({ first, passTime }) => {
    for (const text of ["__proto__", "🚆 'quoted' \"twice\" \\ \n", "0", "x".repeat(500)]) {
      const owner = new Caller(first.store, newKey(), digest(text), text);
      const late = new Caller(first.store, owner.key, owner.fingerprint);
      await owner.claim();
      await owner.dispatch(1);
      await passTime(20);
      const verdict = await late.claim();
      assert.equal(verdict.state === "in-doubt" && verdict.reference, text);
      await owner.accept(text);
      assert.deepEqual(await late.claim(), { state: "accepted", id: text, reference: text });
    }
  }),
  scene("nothing is remembered for ever", async ({ first, second, passTime }) => {
    const marked = new Caller(first.store, newKey());
    await marked.claim();
    await marked.dispatch(1, SHORT_MS);
    await first.accept("message-1", SHORT_MS);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "mine");
    assert.equal(await new Caller(first.store, marked.key).states(), "mine");
  }),
  scene(
    "a key that was forgotten begins anew, and nothing of before comes back",
    async ({ first, second, passTime }) => {
      const third = new Caller(first.store, first.key);
      await first.accept("message-1", SHORT_MS);
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "mine");
      assert.equal(await third.states(), "busy");
      await second.dispatch();
      await second.release(true);
      const verdict = await third.claim();
      assert.equal(verdict.state === "in-doubt" && verdict.reference, second.reference);
    },
  ),
  scene(
    "what one account sent under a key is not the result of another account's key",
    async ({ first: { store } }) => {
      const options = { idempotencyKey: randomUUID() };
      const message = { to: "+12065550142", body: "Your table is ready" };
      const account = (apiKey: string, name?: string): FakeSendo =>
        fakeSendo({ apiKey, idempotency: store, ...(name !== undefined && { account: name }) });
      const [eu, us] = [account("sandbox_eu", "eu"), account("sandbox_us", "us")];
      for (const { client } of [eu, us, eu, us]) await client.messages.send(message, options);
      assert.deepEqual([eu.outbox.sent.length, us.outbox.sent.length], [1, 1]);
      const rotated = account("sandbox_eu_2", "eu");
      await rotated.client.messages.send(message, options);
      assert.equal(rotated.requests, 0);
      const [unnamed, other] = [account("sandbox_eu"), account("sandbox_us")];
      await unnamed.client.messages.send(message, options);
      await assert.rejects(other.client.messages.send(message, options), { code: "idempotency_key_reused" });
      assert.deepEqual([unnamed.requests, other.requests], [1, 0]);
    },
  ),
];

function scene(name: string, run: (scene: Scene) => Promise<void>): StoreCase<IdempotencyStore> {
  return {
    name,
    run: (subject) =>
      playInTime(subject, ({ store, passTime }) => {
        const key = newKey();
        return run({
          first: new Caller(store, key),
          second: new Caller(store, key),
          other: new Caller(store, key, digest("another input")),
          passTime,
        });
      }),
  };
}

function newKey(): string {
  return digest(randomUUID());
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
