import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ChallengeAttempt, ChallengeOpening, ChallengeStore } from "../../stores/challenge-store.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;
const MOST_ATTEMPTS = 3;

/**
 * Contract test cases for {@link ChallengeStore}. Run them against your own store.
 *
 * @example
 * ```ts
 * for (const { name, run } of CHALLENGE_STORE_CASES) test(name, () => run({ store: sqlChallengeStore(pool), passTime }));
 * ```
 */
export const CHALLENGE_STORE_CASES: readonly StoreCase<ChallengeStore>[] = [
  scene("opens a challenge, and does not replace it until a code may be sent again", async ({ open, accepted }) => {
    assert.deepEqual(await open("a"), { state: "opened", id: "a", send: 1, expiresInMs: LONG_MS });
    await accepted("a");
    const waiting = await open("b", { resendAfterMs: LONG_MS });
    assert.equal(waiting.state, "wait");
    assert.ok(waiting.state === "wait" && waiting.retryInMs > LONG_MS / 2 && waiting.retryInMs <= LONG_MS);
    assert.ok(waiting.expiresInMs > LONG_MS / 2 && waiting.expiresInMs <= LONG_MS);
  }),
  scene("opens a challenge for only one of fifty concurrent calls", async ({ open }) => {
    const states = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => (await open(`c-${index}`, { resendAfterMs: LONG_MS })).state),
    );
    assert.equal(states.filter((state) => state === "opened").length, 1);
    assert.equal(states.filter((state) => state === "wait").length, 49);
  }),
  scene("replaces a sent challenge after the resend pause, and lists the old challenge as replaced", async (at) => {
    await at.open("a", { resendAfterMs: SHORT_MS });
    await at.accepted("a");
    await at.passTime(SHORT_MS + 50);
    assert.equal((await at.open("b", { resendAfterMs: SHORT_MS })).state, "opened");
    assert.deepEqual(await at.attempt(), { state: "live", id: "b", replaced: ["a"], attemptsLeft: 2 });
    assert.equal(await at.approve("a"), false);
  }),
  scene("lists the three most recently replaced challenges", async ({ open, accepted, attempt }) => {
    for (const id of ["a", "b", "c", "d", "e"]) {
      await open(id);
      await accepted(id);
    }
    const trying = await attempt();
    assert.deepEqual(trying.state === "live" && trying.replaced, ["d", "c", "b"]);
  }),
  scene("resends a challenge if no send outcome was recorded, and keeps the attempt count", async (at) => {
    await at.open("a");
    await at.attempt();
    const again = await at.open("b");
    assert.deepEqual({ ...again, expiresInMs: 0 }, { state: "again", id: "a", send: 2, expiresInMs: 0 });
    await at.accepted("a", 2);
    const trying = await at.attempt();
    assert.deepEqual(trying, { state: "live", id: "a", replaced: [], attemptsLeft: 1 });
    assert.equal((await at.open("c")).state, "opened");
  }),
  scene("replaces a challenge that has expired or has no attempts left", async (at) => {
    await at.open("a", { ttlMs: SHORT_MS });
    await at.passTime(SHORT_MS + 50);
    assert.equal((await at.open("b")).state, "opened");
    for (let tries = 0; tries < MOST_ATTEMPTS; tries += 1) await at.attempt();
    assert.equal((await at.open("c")).state, "opened");
    assert.equal((await at.open("d", { ttlMs: SHORT_MS })).state, "again");
  }),
  scene("requires no pause after a send whose outcome is `not-sent`", async ({ open, store, key }) => {
    await open("a", { resendAfterMs: LONG_MS });
    await store.sent(key, { id: "a", send: 1, outcome: "not-sent" });
    assert.notEqual((await open("b", { resendAfterMs: LONG_MS })).state, "wait");
    await store.sent(key, { id: "a", send: 7, outcome: "not-sent" });
    assert.equal((await open("c", { resendAfterMs: LONG_MS })).state, "wait");
  }),
  scene("returns the same result for a repeated call", async ({ open }) => {
    const times = { resendAfterMs: LONG_MS };
    assert.deepEqual([(await open("a", times)).state, (await open("a", times)).state], ["opened", "opened"]);
    const [again, repeated] = [await open("b"), await open("b")];
    assert.deepEqual({ ...again, expiresInMs: 0 }, { ...repeated, expiresInMs: 0 });
    assert.equal(again.state, "again");
  }),
  scene("counts attempts up to the limit, including concurrent attempts", async ({ open, attempt }) => {
    await open("a");
    const states = await Promise.all(Array.from({ length: 50 }, async () => (await attempt()).state));
    assert.equal(states.filter((state) => state === "live").length, MOST_ATTEMPTS);
    assert.equal(states.filter((state) => state === "locked").length, 50 - MOST_ATTEMPTS);
  }),
  scene(
    "accepts only one of fifty concurrent approvals, and then ends the challenge",
    async ({ open, approve, attempt }) => {
      await open("a");
      const approved = await Promise.all(Array.from({ length: 50 }, (_, index) => approve("a", `owner-${index}`)));
      assert.equal(approved.filter(Boolean).length, 1);
      assert.deepEqual(await attempt(), { state: "not-found" });
      assert.equal((await open("b")).state, "opened");
      assert.equal(await approve("a", `owner-${approved.indexOf(true)}`), false);
    },
  ),
  scene("returns the same result when the same owner approves again", async ({ open, approve }) => {
    await open("a");
    assert.deepEqual(
      [await approve("a", "one"), await approve("a", "one"), await approve("a", "two")],
      [true, true, false],
    );
  }),
  scene("rejects an expired challenge, first as `expired` and later as `not-found`", async (at) => {
    assert.deepEqual(await at.attempt(), { state: "not-found" });
    await at.open("a", { ttlMs: SHORT_MS });
    await at.passTime(SHORT_MS + 50);
    assert.deepEqual(await at.attempt(), { state: "expired" });
    assert.equal(await at.approve("a"), false);
    await at.passTime(SHORT_MS);
    assert.deepEqual(await at.attempt(), { state: "not-found" });
  }),
  scene("keeps keys separate", async ({ open, store }) => {
    await open("a");
    assert.deepEqual(await store.attempt(randomUUID(), { maxAttempts: 3 }), { state: "not-found" });
  }),
];

interface Scene {
  readonly store: ChallengeStore;
  readonly key: string;
  readonly open: (id: string, times?: { ttlMs?: number; resendAfterMs?: number }) => Promise<ChallengeOpening>;
  readonly accepted: (id: string, send?: number) => Promise<void>;
  readonly attempt: () => Promise<ChallengeAttempt>;
  readonly approve: (id: string, owner?: string) => Promise<boolean>;
  readonly passTime: (ms: number) => Promise<void>;
}

function scene(name: string, run: (scene: Scene) => Promise<void>): StoreCase<ChallengeStore> {
  return {
    name,
    run: (subject) =>
      playInTime(subject, ({ store, passTime }) => {
        const key = randomUUID();
        return run({
          store,
          key,
          open: (id, times = {}) =>
            store.open(key, { id, ttlMs: LONG_MS, resendAfterMs: 0, maxAttempts: MOST_ATTEMPTS, ...times }),
          accepted: (id, send = 1) => store.sent(key, { id, send, outcome: "accepted" }),
          attempt: () => store.attempt(key, { maxAttempts: MOST_ATTEMPTS }),
          approve: (id, owner = "owner") => store.approve(key, { id, owner }),
          passTime,
        });
      }),
  };
}
