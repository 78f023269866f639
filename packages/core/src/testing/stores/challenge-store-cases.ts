import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { ChallengeAttempt, ChallengeOpening, ChallengeStore } from "../../stores/challenge-store.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

const LONG_MS = 60_000;
const SHORT_MS = 150;
const MOST_ATTEMPTS = 3;

/**
 * What a {@link ChallengeStore} promises, case by case: run them against your own.
 *
 * @example
 * ```ts
 * for (const { name, run } of CHALLENGE_STORE_CASES) test(name, () => run({ store: sqlChallengeStore(pool), passTime }));
 * ```
 */
export const CHALLENGE_STORE_CASES: readonly StoreCase<ChallengeStore>[] = [
  scene("a challenge is opened, and none replaces it within the pause", async ({ open, accepted }) => {
    assert.deepEqual(await open("a"), { state: "opened", id: "a", send: 1, expiresInMs: LONG_MS });
    await accepted("a");
    const waiting = await open("b", { resendAfterMs: LONG_MS });
    assert.equal(waiting.state, "wait");
    assert.ok(waiting.state === "wait" && waiting.retryInMs > LONG_MS / 2 && waiting.retryInMs <= LONG_MS);
    assert.ok(waiting.expiresInMs > LONG_MS / 2 && waiting.expiresInMs <= LONG_MS);
  }),
  scene("of fifty concurrent calls, one opens", async ({ open }) => {
    const states = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => (await open(`c-${index}`, { resendAfterMs: LONG_MS })).state),
    );
    assert.equal(states.filter((state) => state === "opened").length, 1);
    assert.equal(states.filter((state) => state === "wait").length, 49);
  }),
  scene("after the pause a sent challenge is replaced, and the new one names the old", async (at) => {
    await at.open("a", { resendAfterMs: SHORT_MS });
    await at.accepted("a");
    await at.passTime(SHORT_MS + 50);
    assert.equal((await at.open("b", { resendAfterMs: SHORT_MS })).state, "opened");
    assert.deepEqual(await at.attempt(), { state: "live", id: "b", replaced: ["a"], attemptsLeft: 2 });
    assert.equal(await at.approve("a"), false);
  }),
  scene("it names the last three", async ({ open, accepted, attempt }) => {
    for (const id of ["a", "b", "c", "d", "e"]) {
      await open(id);
      await accepted(id);
    }
    const trying = await attempt();
    assert.deepEqual(trying.state === "live" && trying.replaced, ["d", "c", "b"]);
  }),
  scene("a challenge whose send has no recorded outcome is sent again, its attempts used up as before", async (at) => {
    await at.open("a");
    await at.attempt();
    const again = await at.open("b");
    assert.deepEqual({ ...again, expiresInMs: 0 }, { state: "again", id: "a", send: 2, expiresInMs: 0 });
    await at.accepted("a", 2);
    const trying = await at.attempt();
    assert.deepEqual(trying, { state: "live", id: "a", replaced: [], attemptsLeft: 1 });
    assert.equal((await at.open("c")).state, "opened");
  }),
  scene("but not without attempts or without time", async ({ open, attempt }) => {
    await open("a");
    for (let tries = 0; tries < MOST_ATTEMPTS; tries += 1) await attempt();
    assert.equal((await open("b")).state, "opened");
    assert.equal((await open("c", { ttlMs: SHORT_MS })).state, "again");
  }),
  scene("after a send that is proved not to have happened, the next need not wait", async ({ open, store, key }) => {
    await open("a", { resendAfterMs: LONG_MS });
    await store.sent(key, { id: "a", send: 1, outcome: "not-sent" });
    assert.notEqual((await open("b", { resendAfterMs: LONG_MS })).state, "wait");
    await store.sent(key, { id: "a", send: 7, outcome: "not-sent" });
    assert.equal((await open("c", { resendAfterMs: LONG_MS })).state, "wait");
  }),
  scene("a caller that repeats its call gets the same result", async ({ open }) => {
    const times = { resendAfterMs: LONG_MS };
    assert.deepEqual([(await open("a", times)).state, (await open("a", times)).state], ["opened", "opened"]);
    const [again, repeated] = [await open("b"), await open("b")];
    assert.deepEqual({ ...again, expiresInMs: 0 }, { ...repeated, expiresInMs: 0 });
    assert.equal(again.state, "again");
  }),
  scene("attempts are counted to the limit, also concurrent ones", async ({ open, attempt }) => {
    await open("a");
    const states = await Promise.all(Array.from({ length: 50 }, async () => (await attempt()).state));
    assert.equal(states.filter((state) => state === "live").length, MOST_ATTEMPTS);
    assert.equal(states.filter((state) => state === "locked").length, 50 - MOST_ATTEMPTS);
  }),
  scene("of fifty concurrent approvals, one counts; then there is no challenge", async ({ open, approve, attempt }) => {
    await open("a");
    const approved = await Promise.all(Array.from({ length: 50 }, (_, index) => approve("a", `owner-${index}`)));
    assert.equal(approved.filter(Boolean).length, 1);
    assert.deepEqual(await attempt(), { state: "not-found" });
    assert.equal((await open("b")).state, "opened");
    assert.equal(await approve("a", `owner-${approved.indexOf(true)}`), false);
  }),
  scene("an owner that approves again gets the same result", async ({ open, approve }) => {
    await open("a");
    assert.deepEqual(
      [await approve("a", "one"), await approve("a", "one"), await approve("a", "two")],
      [true, true, false],
    );
  }),
  scene("an expired challenge is not approved, and is expired for a while before it is not found", async (at) => {
    assert.deepEqual(await at.attempt(), { state: "not-found" });
    await at.open("a", { ttlMs: SHORT_MS });
    await at.passTime(SHORT_MS + 50);
    assert.deepEqual(await at.attempt(), { state: "expired" });
    assert.equal(await at.approve("a"), false);
    await at.passTime(SHORT_MS);
    assert.deepEqual(await at.attempt(), { state: "not-found" });
  }),
  scene("keys know nothing of each other", async ({ open, store }) => {
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
