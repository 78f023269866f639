import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Priority } from "../../rate-limit/priority-queue.js";
import type { EndedRequest, RateLimitGrant, RateLimitReport, RateLimitStore } from "../../stores/rate-limit-store.js";
import { playInTime } from "./play-in-time.js";
import type { StoreCase } from "./store-case.js";

/** A window of one second, plus a tolerance of 1 ms for the store's clock. */
const WINDOW_MS = 1001;
const SLACK_MS = 20;

/** Simulates one of the processes that share the account. Its reports are correct unless a test changes them. */
class Process {
  readonly name = randomBytes(8).toString("hex");
  readonly held = new Set<string>();
  epoch: string | undefined;
  sequence = 0;

  constructor(
    readonly store: RateLimitStore,
    readonly account: string,
  ) {}

  async ask(wanted: number | Partial<Record<Priority, number>>, change: Partial<RateLimitReport> = {}) {
    const lanes = typeof wanted === "number" ? { normal: wanted } : wanted;
    const report: RateLimitReport = {
      process: this.name,
      sequence: (this.sequence += 1),
      ...(this.epoch !== undefined && { epoch: this.epoch }),
      wasDisconnected: false,
      requestsPerSecond: 20,
      waiting: { high: 0, normal: 0, low: 0, ...lanes },
      inFlight: [...this.held],
      ended: [],
      blockedForMs: 0,
      ...change,
    };
    const grant = await this.store.exchange(this.account, report);
    this.epoch = grant.epoch;
    for (const { id } of grant.slots) this.held.add(id);
    return grant;
  }

  /** Reports that these requests have ended. */
  end(grant: RateLimitGrant, how: EndedRequest["how"] = "answered", more: Partial<EndedRequest> = {}, wanted = 0) {
    for (const { id } of grant.slots) this.held.delete(id);
    const ended = grant.slots.map(({ id, answeredBefore }) => ({ id, how, agoMs: 0, answeredBefore, ...more }));
    return this.ask(wanted, { ended });
  }
}

interface Scene {
  readonly one: Process;
  readonly two: Process;
  readonly passTime: (ms: number) => Promise<void>;
  readonly another: () => Process;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const usable = ({ slots }: RateLimitGrant): number => slots.filter(({ inMs }) => inMs === 0).length;

/**
 * Contract test cases for {@link RateLimitStore}. Run them against your own store.
 *
 * @example
 * ```ts
 * for (const { name, run } of RATE_LIMIT_STORE_CASES) test(name, () => run({ store: sqlRateLimitStore(pool), passTime }));
 * ```
 */
export const RATE_LIMIT_STORE_CASES: readonly StoreCase<RateLimitStore>[] = [
  scene("grants no more slots than requested, and sets `askAgainInMs` only while calls are waiting", async (at) => {
    const grant = await at.one.ask(3);
    assert.deepEqual([grant.slots.length, usable(grant), grant.askAgainInMs], [3, 3, undefined]);
    assert.equal(new Set(grant.slots.map(({ id }) => id)).size, 3);
    assert.equal((await at.one.ask(0)).slots.length, 0);
  }),
  scene("grants no more than the limit across all processes", async ({ one, two }) => {
    const grants = [await one.ask(15), await two.ask(15), await one.ask(1)];
    assert.deepEqual(grants.map(usable), [15, 5, 0]);
    assert.ok((grants[2]!.askAgainInMs ?? 0) > 0);
  }),
  scene("grants exactly the limit across many concurrent processes", async ({ another }) => {
    const grants = await Promise.all(Array.from({ length: 10 }, () => another().ask(20)));
    assert.equal(sum(grants.map(({ slots }) => slots.length)), 20);
  }),
  scene("frees a slot one second after the response to its request", async ({ one, two, passTime }) => {
    const first = await one.ask(20);
    await passTime(WINDOW_MS);
    assert.equal((await two.ask(1)).slots.length, 0, "no request has received a response");
    await one.end(first);
    const early = await two.ask(1);
    assert.equal(early.slots.length, 0);
    await passTime(WINDOW_MS + SLACK_MS);
    assert.equal(usable(await two.ask(20)), 20);
  }),
  scene(
    "starts the one-second window when the response arrives, and grants slots shortly before they become usable",
    async (at) => {
      const first = await at.one.ask(20);
      const grant = await at.one.end(first, "answered", { agoMs: WINDOW_MS - 60 }, 20);
      assert.equal(grant.slots.length, 20);
      for (const { inMs } of grant.slots) assert.ok(inMs > 0 && inMs <= 60 + SLACK_MS, `in ${inMs} ms`);
      assert.equal((await at.two.ask(20)).slots.length, 0);
    },
  ),
  scene(
    "sets `askAgainInMs` so that a waiting process reports again shortly before slots become free",
    async ({ one, two }) => {
      const first = await one.ask(20);
      await one.end(first, "answered", { agoMs: 700 });
      const { askAgainInMs = 0 } = await two.ask(1);
      assert.ok(askAgainInMs > 100 && askAgainInMs <= 300, `in ${askAgainInMs} ms`);
    },
  ),
  scene("frees an unused slot immediately", async ({ one, two }) => {
    await one.ask(20);
    one.held.clear();
    await one.ask(0);
    assert.equal(usable(await two.ask(20)), 20);
  }),
  scene("does not make a slot usable earlier when a process returns it unused", async ({ one, two }) => {
    const first = await one.ask(20);
    await one.end(first, "answered", { agoMs: WINDOW_MS - 90 }, 20);
    one.held.clear();
    await one.ask(0);
    const grant = await two.ask(20);
    assert.deepEqual([grant.slots.length, usable(grant)], [20, 0]);
  }),
  scene("keeps a lost request's slot occupied for ten seconds", async ({ one, two, passTime }) => {
    const first = await one.ask(20);
    await one.end(first, "lost", { agoMs: 8_500 });
    await passTime(WINDOW_MS);
    assert.equal((await two.ask(20)).slots.length, 0);
    await passTime(500 + SLACK_MS);
    assert.equal(usable(await two.ask(20)), 20);
  }),
  scene("counts requests for which the store granted no slot", async ({ one, two, passTime }) => {
    one.held.add(`${one.name}:own-1`);
    await one.ask(0);
    assert.equal((await two.ask(20)).slots.length, 19);
    one.held.clear();
    const ended = [{ id: `${one.name}:own-1`, how: "answered", agoMs: 0 } as const];
    await one.ask(0, { ended: [...ended, { id: `${one.name}:own-2`, how: "answered", agoMs: 0 }] });
    two.held.clear();
    await two.ask(0);
    assert.equal(usable(await two.ask(20)), 18);
    await passTime(WINDOW_MS + SLACK_MS);
    assert.equal(usable(await two.ask(20)), 2);
  }),
  scene("ignores a report that arrives after a newer one", async ({ one, two }) => {
    const first = await one.ask(20);
    const ended = first.slots.map(({ id }) => ({ id, how: "answered", agoMs: 5_000 }) as const);
    const late = await one.store.exchange(one.account, {
      process: one.name,
      sequence: one.sequence,
      wasDisconnected: false,
      requestsPerSecond: 20,
      waiting: { high: 5, normal: 0, low: 0 },
      inFlight: [],
      ended,
      blockedForMs: 0,
    });
    assert.equal(late.slots.length, 0);
    assert.equal((await two.ask(20)).slots.length, 0);
  }),
  scene(
    "reserves a share of the slots for each process that waits at the same priority",
    async ({ one, two, another }) => {
      const busy = await one.ask(20);
      await two.ask(100);
      const third = another();
      await third.ask(4);
      const grant = await one.end(busy, "answered", { agoMs: 2_000 }, 100);
      assert.ok(
        grant.slots.length >= 7 && grant.slots.length <= 10,
        `the first process got ${grant.slots.length} slots`,
      );
      assert.equal((await third.ask(4)).slots.length, 4);
      assert.ok((await two.ask(100)).slots.length >= 6);
    },
  ),
  scene("serves a higher-priority call from another process first", async ({ one, two }) => {
    const busy = await one.ask({ low: 20 });
    await two.ask({ high: 12 });
    for (const { id } of busy.slots) one.held.delete(id);
    const ended = busy.slots.map(({ id }) => ({ id, how: "answered", agoMs: 2_000 }) as const);
    assert.equal((await one.ask({ low: 20 }, { ended })).slots.length, 8);
    assert.equal((await two.ask({ high: 12 })).slots.length, 12);
  }),
  scene("grants a slot to the process that has waited longest", async ({ one, another }) => {
    const first = await one.ask(1, { requestsPerSecond: 1 });
    const crowd = [another(), another(), another()];
    for (const process of crowd) await process.ask(5, { requestsPerSecond: 1 });
    await one.end(first, "answered", { agoMs: 2_000 });
    const got = [];
    for (const process of crowd) got.push((await process.ask(5, { requestsPerSecond: 1 })).slots.length);
    assert.deepEqual(got, [1, 0, 0]);
  }),
  scene("grants all slots after each of many processes has reported", async ({ one, another }) => {
    const busy = await one.ask(20);
    const crowd = Array.from({ length: 15 }, another);
    for (const process of crowd) await process.ask(5);
    await one.end(busy, "answered", { agoMs: 2_000 });
    const got = [];
    for (const process of crowd) got.push((await process.ask(5)).slots.length);
    assert.ok(Math.min(...got) >= 1, got.join());
    assert.equal(sum(got), 20, got.join());
  }),
  scene("grants only the slots that longer-waiting processes do not need", async ({ one, another, passTime }) => {
    const busy = await one.ask(5, { requestsPerSecond: 5 });
    const crowd = Array.from({ length: 8 }, another);
    for (const process of crowd) {
      await process.ask(1, { requestsPerSecond: 5 });
      await passTime(3);
    }
    await one.end(busy, "answered", { agoMs: 2_000 });
    const got = [];
    for (const process of [...crowd].reverse()) got.push((await process.ask(1, { requestsPerSecond: 5 })).slots.length);
    assert.deepEqual(got, [0, 0, 0, 1, 1, 1, 1, 1]);
  }),
  scene(
    "grants more slots than the limit if the server reports more remaining requests, until a 429 response arrives",
    async ({ one, two }) => {
      const first = await one.ask(1);
      await one.end(first, "answered", { remaining: 49 });
      const grant = await two.ask(100);
      assert.equal(usable(grant), 49);
      await two.end(grant, "rate-limited");
      assert.equal((await one.ask(1)).slots.length, 0);
    },
  ),
  scene("blocks every process after a 429 until the time specified by the server", async ({ one, two, passTime }) => {
    await one.ask(0, { blockedForMs: 300 });
    const blocked = await two.ask(1);
    assert.equal(blocked.slots.length, 0);
    assert.ok(blocked.blockedForMs > 100 && blocked.blockedForMs <= 300, `for ${blocked.blockedForMs} ms`);
    await passTime(300 + SLACK_MS);
    const free = await two.ask(1);
    assert.deepEqual([free.slots.length, free.blockedForMs], [1, 0]);
  }),
  scene("grants no slots after data loss until every process has had time to report", async (at) => {
    at.one.epoch = "another epoch";
    assert.equal((await at.one.ask(1)).slots.length, 0);
    await at.passTime(1_000);
    assert.equal((await at.two.ask(1)).slots.length, 0);
    await at.passTime(1_200);
    assert.equal((await at.two.ask(1)).slots.length, 1);
  }),
  scene("after its data is rolled back, grants no slots and changes its epoch", async ({ one, two, passTime }) => {
    await one.ask(1);
    await two.ask(0);
    const { epoch } = one;
    one.sequence += 5;
    const gone = await one.ask(1, { acknowledgedSequence: one.sequence });
    assert.equal(gone.slots.length, 0);
    assert.notEqual(gone.epoch, epoch);
    await passTime(1_000);
    assert.equal((await two.ask(1)).slots.length, 0);
    await passTime(1_200);
    assert.equal((await one.ask(1, { acknowledgedSequence: one.sequence })).slots.length, 1);
    assert.equal((await two.ask(1)).slots.length, 1);
  }),
  scene("keeps granting slots if only one process has been disconnected", async ({ one, two, passTime }) => {
    for (let i = 0; i < 3; i += 1) {
      await one.ask(0);
      await passTime(750);
    }
    assert.equal((await two.ask(1, { wasDisconnected: true })).slots.length, 1);
  }),
  scene("grants no slots if all processes have been disconnected", async ({ one, passTime }) => {
    await one.ask(0);
    await passTime(1_600);
    assert.equal((await one.ask(1, { wasDisconnected: true })).slots.length, 0);
  }),
  scene("counts processes and slots separately for each account", async ({ one, two }) => {
    await one.ask(20);
    assert.equal((await two.ask(0)).processes, 2);
    const stranger = new Process(one.store, `${one.account} 2`);
    const grant = await stranger.ask(20);
    assert.deepEqual([grant.slots.length, grant.processes], [20, 1]);
  }),
];

function scene(name: string, run: (scene: Scene) => Promise<void>): StoreCase<RateLimitStore> {
  return {
    name,
    run: (subject) =>
      playInTime(subject, ({ store, passTime }) => {
        const account = randomBytes(8).toString("hex");
        const another = (): Process => new Process(store, account);
        return run({ one: another(), two: another(), another, passTime });
      }),
  };
}
