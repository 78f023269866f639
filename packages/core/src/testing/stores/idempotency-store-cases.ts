import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import type { IdempotencyStore, IdempotencyVerdict } from "../../stores/idempotency-store.js";
import { fakeSendo, type FakeSendo } from "../fake-sendo.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;

/** A store client with its own owner id. */
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
  /** A store client that uses the same key for a different input. */
  readonly other: Caller;
  readonly passTime: (ms: number) => Promise<void>;
}

/**
 * Contract test cases for {@link IdempotencyStore}. Run them against your own store.
 *
 * @example
 * ```ts
 * for (const { name, run } of IDEMPOTENCY_STORE_CASES) test(name, () => run({ store: sqlIdempotencyStore(pool), passTime }));
 * ```
 */
export const IDEMPOTENCY_STORE_CASES: readonly StoreCase<IdempotencyStore>[] = [
  scene("lets only one caller claim a free key until the lease ends", async (at) => {
    assert.deepEqual(await at.first.claim(), { state: "mine" });
    assert.deepEqual(await at.second.claim(), { state: "busy" });
  }),
  scene("lets only one of fifty concurrent callers claim the key", async ({ first }) => {
    const crowd = Array.from({ length: 50 }, () => new Caller(first.store, first.key));
    const states = await Promise.all(crowd.map((caller) => caller.states()));
    assert.equal(states.filter((state) => state === "mine").length, 1);
    assert.equal(states.filter((state) => state === "busy").length, 49);
  }),
  scene("keeps keys separate", async ({ first }) => {
    await first.claim();
    assert.equal(await new Caller(first.store, newKey()).states(), "mine");
  }),
  scene("reports a key that was reused with a different input", async ({ first, other }) => {
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
    "lets another caller take over an expired claim, even with different input, and then rejects a mark from the former owner",
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
  scene("lets only the owner extend a claim", async (at) => {
    await at.first.claim(SHORT_MS);
    await at.first.extend(LONG_MS);
    await at.passTime(SHORT_MS + 50);
    assert.equal(await at.second.states(), "busy");
    await at.second.extend(1);
    await at.passTime(50);
    assert.equal(await at.second.states(), "busy");
    assert.equal(await at.first.dispatch(), true);
  }),
  scene("rejects a mark without a claim", async ({ first, second }) => {
    assert.equal(await first.dispatch(), false);
    await first.claim();
    assert.equal(await second.dispatch(), false);
  }),
  scene(
    "keeps the mark if the owner extends the lease after marking the message",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch();
      await first.extend(SHORT_MS);
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "in-doubt");
    },
  ),
  scene(
    "if the owner crashes, reports an unknown outcome to one caller at a time, with the message's reference and mark time",
    async (at) => {
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
      assert.equal(await at.first.dispatch(), false, "an owner whose lease has ended must not send");
    },
  ),
  scene("keeps reporting an unknown outcome after unsuccessful searches", async ({ first, second }) => {
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
  scene(
    "keeps reporting an unknown outcome if a caller crashes while searching for the message",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch();
      await first.release(true);
      assert.equal(await second.states(SHORT_MS), "in-doubt");
      await passTime(SHORT_MS + 50);
      assert.equal(await new Caller(first.store, first.key).states(), "in-doubt");
    },
  ),
  scene(
    "returns the time at which a message with an unknown outcome was first marked",
    async ({ first, second, passTime }) => {
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
      assert.ok(
        earlier.dispatchedEpochMs < other.dispatchedEpochMs,
        "marking a message again must not change the time of its first mark",
      );
    },
  ),
  scene(
    "keeps a claimed key until the lease ends, even if its `ttlMs` is shorter",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch(LONG_MS, SHORT_MS);
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "busy");
    },
  ),
  scene("extends the lease when the same owner marks the message again", async ({ first, second, passTime }) => {
    await first.claim(SHORT_MS);
    assert.equal(await first.dispatch(SHORT_MS), true);
    assert.equal(await first.dispatch(LONG_MS), true);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "busy");
  }),
  scene(
    "lets only the owner free an unsent message's key, whether or not the message is marked",
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
  scene("frees a claim that was never marked, even if it is released with `inDoubt`", async ({ first, second }) => {
    await first.claim();
    await first.release(true);
    assert.equal(await second.states(), "mine");
  }),
  scene("keeps returning the id of an accepted message", async ({ first, second }) => {
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
    "returns an accepted message even after the lease of its mark has expired",
    async ({ first, second, passTime }) => {
      await first.claim();
      await first.dispatch(SHORT_MS);
      await first.accept("message-1");
      await passTime(SHORT_MS + 50);
      assert.equal(await second.states(), "accepted");
    },
  ),
  scene("records an acceptance even if no caller holds the key", async ({ first, second }) => {
    await second.accept("message-1");
    assert.equal(await first.states(), "accepted");
    await second.accept("message-2");
    assert.deepEqual(await first.claim(), { state: "accepted", id: "message-2", reference: second.reference });
  }),
  scene("returns references and ids unchanged", async ({ first, passTime }) => {
    for (const value of ["__proto__", "🚆 'quoted' \"twice\" \\ \n", "0", "x".repeat(500)]) {
      const owner = new Caller(first.store, newKey(), digest(value), value);
      const late = new Caller(first.store, owner.key, owner.fingerprint);
      await owner.claim();
      await owner.dispatch(1);
      await passTime(20);
      const verdict = await late.claim();
      assert.equal(verdict.state === "in-doubt" && verdict.reference, value);
      await owner.accept(value);
      assert.deepEqual(await late.claim(), { state: "accepted", id: value, reference: value });
    }
  }),
  scene("deletes keys once their `ttlMs` has passed", async ({ first, second, passTime }) => {
    const marked = new Caller(first.store, newKey());
    await marked.claim();
    await marked.dispatch(1, SHORT_MS);
    await first.accept("message-1", SHORT_MS);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "mine");
    assert.equal(await new Caller(first.store, marked.key).states(), "mine");
  }),
  scene("treats a deleted key as new, and does not return its earlier data", async ({ first, second, passTime }) => {
    const third = new Caller(first.store, first.key);
    await first.accept("message-1", SHORT_MS);
    await passTime(SHORT_MS + 50);
    assert.equal(await second.states(), "mine");
    assert.equal(await third.states(), "busy");
    await second.dispatch();
    await second.release(true);
    const verdict = await third.claim();
    assert.equal(verdict.state === "in-doubt" && verdict.reference, second.reference);
  }),
  scene("keeps the keys of two accounts separate", async ({ first: { store } }) => {
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
  }),
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

function digest(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
