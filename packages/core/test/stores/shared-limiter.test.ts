import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import type { WindowRule } from "../../src/gate/window.js";
import { Sendo, type RateLimitStore, type SendoOptions } from "../../src/index.js";
import { memoryRateLimitStore } from "../../src/testing/stores/index.js";
import { silentLogger } from "../../src/observe/logger.js";
import type { Permit } from "../../src/rate-limit/limiter.js";
import { SharedLimiter } from "../../src/stores/shared-limiter.js";
import { FakeTransport } from "../../src/testing/fake-transport.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import { failure } from "../support/failure.js";
import { simulateShared, type SharedWorld } from "../support/shared-simulation.js";
import { seededRandom } from "../support/simulation.js";

const RULES: WindowRule[] = ["calendar-second", "first-request", "sliding-log", "token-bucket"];
interface Jumps {
  readonly now: { byMs: number };
  readonly epoch: { byMs: number };
}

const FOUR = { even: [100, 100, 100, 100], uneven: [400, 0, 0, 0], small: [10, 10, 10, 10] };

describe.each(RULES)("several processes with one limit, to a server that counts by %s", (rule) => {
  const run = (world: Partial<SharedWorld>, seed: number) =>
    simulateShared({ rule, loads: FOUR.even, leg: [5, 15], ...world, seed });

  test.each(Object.entries(FOUR))("%s load: not one 429, nobody starves, few messages", async (_, loads) => {
    const sends = loads.reduce((sum, load) => sum + load);
    for (let seed = 1; seed <= 3; seed += 1) {
      const report = await run({ loads }, seed);
      expect(report).toMatchObject({ refused: 0, accepted: sends });
      expect(report.exchanges / sends).toBeLessThan(1);
      // 19 waves after the first, of one second and a round trip each; and up to a second until the last process begins.
      if (sends === 400) expect(report.tookMs).toBeLessThan(20_700);
      const firstOfEach = loads.map(
        (load, process) => load > 0 && report.order.find((sent) => sent.process === process),
      );
      for (const first of firstOfEach) if (first) expect(first.atMs).toBeLessThan(3_200);
    }
  });

  test.each<[string, Partial<SharedWorld>]>([
    ["a server far away", { leg: [25, 125] }],
    ["a server that takes long", { leg: [100, 400] }],
    ["a store that takes 50 ms", { storeLeg: [25, 25] }],
    ["a store that takes 100 to 300 ms", { storeLeg: [50, 150] }],
    ["a store that is away for 10 s", { away: [4_000, 14_000] }],
    ["a store that is away at the start", { away: [0, 8_000] }],
    ["a store that is away for a moment", { away: [4_000, 4_300] }],
    ["a store that loses its memory", { forgetsAtMs: 5_000 }],
    ["a store that is away and comes back empty", { away: [4_000, 8_000], forgetsAtMs: 6_000 }],
    ["a store that goes back by half a second", { goesBack: { atMs: 5_300, byMs: 500 } }],
    ["a store that goes back by five seconds", { goesBack: { atMs: 7_700, byMs: 5_000 } }],
    ["a store whose clock is set back by an hour", { clockStep: { atMs: 5_000, byMs: -3_600_000 } }],
    ["a store whose clock is set back by a moment", { clockStep: { atMs: 5_000, byMs: -300 } }],
    [
      "three processes, which do not divide the limit, and a store that is away",
      { loads: [140, 130, 130], away: [0, 60_000] },
    ],
    ["eight processes", { loads: Array<number>(8).fill(50) }],
    ["processes that begin at different times", { loads: [300, 40, 20, 40], startsAtMs: [0, 3_000, 5_000, 7_100] }],
    ["a limit that Sendo has raised", { serverLimit: 50 }],
  ])("%s: not one 429", async (_, world) => {
    for (let seed = 1; seed <= 2; seed += 1)
      expect(await run(world, seed)).toMatchObject({ refused: 0, accepted: 400 });
  });

  test("a process that dies gives its slots back: the others go on, and no 429", async () => {
    const report = await run({ dies: { process: 1, atMs: 5_000 } }, 1);
    expect(report.refused).toBe(0);
    expect(report.order.filter(({ process }) => process !== 1)).toHaveLength(300);
  });

  test("a limit that Sendo has lowered is followed after at most a burst", async () => {
    const report = await run({ serverLimit: 10, loads: [50, 50, 50, 50] }, 1);
    expect(report.accepted).toBe(200);
    expect(report.refused).toBeLessThanOrEqual(25);
  });
});

test("the simulation can reject: with a server that allows less than it says", async () => {
  const world = { rule: "sliding-log", loads: [100, 100], seed: 1, leg: [5, 15], serverLimit: 15 } as const;
  expect((await simulateShared(world)).refused).toBeGreaterThan(0);
});

test("a raised limit is used", async () => {
  const report = await simulateShared({
    rule: "sliding-log",
    loads: [200, 200],
    seed: 1,
    leg: [5, 15],
    serverLimit: 50,
  });
  expect(400 / (report.tookMs / 1000)).toBeGreaterThan(35);
});

test("a login code of one process goes before the campaigns of all, from the next wave on", async () => {
  const startMs = 3_500;
  const { order } = await simulateShared({
    rule: "sliding-log",
    loads: [200, 200, 200, 5],
    seed: 4,
    leg: [5, 15],
    startsAtMs: [0, 0, 0, startMs],
    priority: (process) => (process === 3 ? "high" : "low"),
  });
  const begins = order.filter(({ process }) => process === 3).map(({ atMs }) => atMs);
  expect(begins).toHaveLength(5);
  // It begins within a second of `startMs`, and the next wave comes at most a second and a round trip later.
  for (const atMs of begins) expect(atMs).toBeLessThan(startMs + 1_000 + 1_150);
});

describe("one process", () => {
  const setUp = (store: Partial<RateLimitStore> = {}, processes: number | undefined = 4) => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    const say = (fields: object, message: string): void => void lines.push(`${JSON.stringify(fields)} ${message}`);
    const memory = memoryRateLimitStore({ clock });
    let exchanges = 0;
    const limiter = new SharedLimiter({
      limit: 20,
      clock,
      random: seededRandom(1),
      account: "one",
      store: {
        exchange: (account, report) => {
          exchanges += 1;
          return (store.exchange ?? memory.exchange)(account, report);
        },
      },
      fallbackProcesses: processes,
      logger: { debug: say, info: say, warn: say, error: say },
    });
    const permits: Permit[] = [];
    const enter = (count: number): (() => void)[] =>
      Array.from({ length: count }, () => limiter.enqueue("normal", (permit) => void permits.push(permit)));
    return { clock, limiter, permits, enter, lines, memory, exchanges: () => exchanges };
  };
  const away = (): Promise<never> => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" }));

  const other = (over: object = {}): Parameters<RateLimitStore["exchange"]>[1] => ({
    process: "b",
    sequence: 1,
    wasDisconnected: false,
    requestsPerSecond: 20,
    waiting: { high: 0, normal: 20, low: 0 },
    inFlight: [],
    ended: [],
    blockedForMs: 0,
    ...over,
  });

  test("a 429 that it has met keeps the others from sending too", async () => {
    const { clock, enter, permits, memory } = setUp();
    enter(1);
    await clock.advance(0);
    permits[0]!.responded(429, { retryAfterMs: 30_000 });
    await clock.advance(1_500);
    const { slots, blockedForMs } = await memory.exchange("one", other());
    expect(slots).toEqual([]);
    expect(blockedForMs).toBeGreaterThan(28_000);
  });

  test("slots of requests that take long are not given to others while it lives", async () => {
    const { clock, enter, permits, memory } = setUp();
    enter(20);
    await clock.advance(0);
    expect(permits).toHaveLength(20);
    await clock.advance(59_000); // the timeout of a write is a minute, and a lease half of it
    expect((await memory.exchange("one", other())).slots).toEqual([]);
  });

  test("ten thousand calls that come at once ask with one message", async () => {
    const { clock, enter, permits, exchanges, limiter } = setUp();
    enter(10_000);
    await clock.advance(0);
    expect([exchanges(), permits.length, limiter.queued]).toEqual([1, 20, 9_980]);
  });

  test("when it is idle it holds nothing, asks nothing and sets no timer", async () => {
    const { clock, enter, permits, exchanges, limiter, memory } = setUp();
    enter(5);
    await clock.advance(0);
    for (const permit of permits) permit.responded(200, {});
    await clock.advance(5_000);
    expect([limiter.isPristine, clock.pending, exchanges()]).toEqual([true, 0, 2]);
    const other = {
      process: "b",
      sequence: 1,
      wasDisconnected: false,
      requestsPerSecond: 20,
      ended: [],
      blockedForMs: 0,
    };
    const report = { ...other, inFlight: [], waiting: { high: 0, normal: 20, low: 0 } };
    expect((await memory.exchange("one", report)).slots).toHaveLength(20);
  });

  test.each([500, 960])("calls that leave after %i ms give to others what was kept for them, or booked", async (ms) => {
    const { clock, enter, permits, memory } = setUp();
    enter(20);
    await clock.advance(0);
    for (const permit of permits) permit.responded(200, {});
    const leave = enter(20);
    await clock.advance(ms); // the next slots are handed out 50 ms before they can be used
    for (const goes of leave) goes();
    await clock.advance(1_010 - ms);
    expect(permits).toHaveLength(20);
    const other = {
      process: "b",
      sequence: 1,
      wasDisconnected: false,
      requestsPerSecond: 20,
      ended: [],
      blockedForMs: 0,
    };
    const report = { ...other, inFlight: [], waiting: { high: 0, normal: 20, low: 0 } };
    expect((await memory.exchange("one", report)).slots).toHaveLength(20);
  });

  test.each([
    ["was stopped", (ms: number, { now }: Jumps) => void (now.byMs += ms)],
    ["is on a machine that slept", (ms: number, { epoch }: Jumps) => void (epoch.byMs += ms)],
  ])("a process that %s does not use slots that others have by now", async (_, standStill) => {
    const clock = new VirtualClock();
    const jumps: Jumps = { now: { byMs: 0 }, epoch: { byMs: 0 } };
    let storeMs = 0;
    const memory = memoryRateLimitStore({ clock: { now: () => clock.now() + storeMs } });
    const limiter = new SharedLimiter({
      limit: 20,
      clock: {
        now: () => clock.now() + jumps.now.byMs,
        epochMs: () => clock.epochMs() + jumps.epoch.byMs,
        setTimer: (run, ms) => clock.setTimer(run, ms),
      },
      random: () => 0,
      account: "one",
      store: memory,
      fallbackProcesses: 2,
      logger: silentLogger,
    });
    const permits: Permit[] = [];
    const enter = (): void => void limiter.enqueue("normal", (permit) => void permits.push(permit));
    for (let i = 0; i < 20; i += 1) enter();
    await clock.advance(0);
    for (const permit of permits) permit.responded(200, {});
    for (let i = 0; i < 20; i += 1) enter();
    await clock.advance(960); // the next slots are handed out 50 ms before they can be used
    standStill(30_001, jumps);
    storeMs += 30_001;
    const other = {
      process: "b",
      sequence: 1,
      wasDisconnected: false,
      requestsPerSecond: 20,
      ended: [],
      blockedForMs: 0,
    };
    const { slots } = await memory.exchange("one", {
      ...other,
      inFlight: [],
      waiting: { high: 0, normal: 20, low: 0 },
    });
    expect(slots).toHaveLength(20);
    await clock.advance(1_000);
    expect(permits).toHaveLength(20);
    const ended = slots.map(({ id }) => ({ id, how: "answered" as const, agoMs: 0 }));
    const idle = { ...other, inFlight: [], waiting: { high: 0, normal: 0, low: 0 } };
    await memory.exchange("one", { ...idle, sequence: 2, ended });
    await clock.advance(1_600);
    expect(permits).toHaveLength(40);
  });

  test("with the store away it keeps to its share, says so once, and says when it is shared again", async () => {
    let isAway = true;
    const memory = memoryRateLimitStore({ clock: { now: () => setup.clock.now() } });
    const setup = setUp({ exchange: (account, report) => (isAway ? away() : memory.exchange(account, report)) });
    const { clock, enter, permits, lines, limiter } = setup;
    const published: string[] = [];
    const failed = (): void => void published.push("failed");
    const recovered = (): void => void published.push("recovered");
    subscribe("sendo:store-failed", failed);
    subscribe("sendo:store-recovered", recovered);
    enter(100);
    await clock.advance(1_990);
    expect(permits).toHaveLength(0);
    await clock.advance(20);
    expect([permits.length, limiter.state.limit, limiter.state.store]).toEqual([5, 5, "away"]);
    for (const permit of permits) permit.responded(200, {});
    await clock.advance(1_010);
    expect(permits).toHaveLength(10);
    isAway = false;
    for (const permit of permits) permit.responded(200, {});
    await clock.advance(4_000);
    expect([permits.length, limiter.state.limit, limiter.state.store]).toEqual([30, 20, "shared"]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('"code":"ECONNREFUSED"');
    expect(published).toEqual(["failed", "recovered"]);
    unsubscribe("sendo:store-failed", failed);
    unsubscribe("sendo:store-recovered", recovered);
  });

  test.each([
    [3, 6],
    [7, 2],
    [20, 1],
    [30, 1],
  ])("with the store away a share of %s is rounded down: %s", async (processes, share) => {
    const { clock, enter, permits, limiter } = setUp({ exchange: () => Promise.reject(new Error("away")) }, processes);
    enter(30);
    await clock.advance(2_500);
    expect([permits.length, limiter.state.limit]).toEqual([share, share]);
  });

  test("with a store that never answered and no word on how many they are, it sends one a second", async () => {
    const clock = new VirtualClock();
    const permits: Permit[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error() {} };
    const common = { limit: 20, clock, random: () => 0, account: "one", fallbackProcesses: undefined, logger };
    const limiter = new SharedLimiter({ ...common, store: { exchange: away } });
    for (let i = 0; i < 9; i += 1) limiter.enqueue("normal", (permit) => void permits.push(permit));
    await clock.advance(2_500);
    expect([permits.length, limiter.state.limit]).toEqual([1, 1]);
  });

  test.each([undefined, null, {}, { slots: "many" }, { slots: [], epoch: "e", blockedForMs: 0, processes: 1 }])(
    "a store that answers %j does no harm",
    async (grant) => {
      const { clock, enter, permits } = setUp({ exchange: () => Promise.resolve(grant as never) });
      enter(30);
      await clock.advance(20_000);
      expect(permits.length).toBeLessThanOrEqual(5);
      expect(clock.pending).toBeGreaterThan(0);
    },
  );

  test("a store that hangs counts as one that is away after a second", async () => {
    const { clock, enter, permits, limiter } = setUp({ exchange: () => new Promise(() => {}) });
    enter(30);
    await clock.advance(1_000);
    expect(limiter.state.store).toBe("away");
    await clock.advance(2_000);
    expect(permits).toHaveLength(5);
  });

  test("an old failure is no news: after an idle hour the store is asked before the share is used", async () => {
    let isAway = true;
    const memory = memoryRateLimitStore({ clock: { now: () => setup.clock.now() } });
    const setup = setUp({ exchange: (account, report) => (isAway ? away() : memory.exchange(account, report)) });
    const { clock, enter, permits, limiter } = setup;
    enter(1);
    await clock.advance(2_100);
    permits[0]!.responded(200, {});
    await clock.advance(3_600_000);
    isAway = false;
    enter(20);
    expect(permits).toHaveLength(1);
    await clock.advance(0);
    expect(limiter.state.store).toBe("shared");
  });
});

describe("a client with a store", () => {
  const make = (options: Partial<SendoOptions>, clock = new VirtualClock()) => {
    const transport = new FakeTransport(clock);
    const base = { apiKey: "sandbox_fake", baseUrl: "https://127.0.0.1", campaign: "c", transport };
    return { client: new Sendo({ ...base, ...options }, { clock, random: () => 0 }), clock, transport };
  };
  const MESSAGE = { to: "+12065550142", body: "x" };

  test("issue 21: opens connections once for calls that must wait, as many as `maxConnections` allows", async () => {
    const clock = new VirtualClock();
    const store = memoryRateLimitStore({ clock });
    const shared = { rateLimit: { account: "ahead", store, fallbackProcesses: 2 } };
    const [first, second] = [make(shared, clock), make({ ...shared, maxConnections: 6 }, clock)];
    const opened: unknown[] = [];
    const connectAhead = (url: URL, count: number): void => void opened.push([url.origin, count, clock.now()]);
    Object.assign(second.transport, { connectAhead });
    const sendAll = (count: number, { client }: typeof first) =>
      Promise.all(Array.from({ length: count }, () => client.messages.send(MESSAGE)));
    const busy = sendAll(20, first);
    await clock.advance(10);
    const waiting = sendAll(30, second);
    await clock.advance(900);
    expect(opened).toEqual([["https://127.0.0.1", 6, expect.any(Number)]]);
    expect(second.transport.requests).toBe(0);
    await clock.advance(5_000);
    await Promise.all([busy, waiting]);
    expect(opened).toHaveLength(1);
    // The next backlog opens connections again.
    const again = sendAll(45, first);
    await clock.advance(100);
    const later = sendAll(4, second);
    await clock.advance(10_000);
    await Promise.all([again, later]);
    expect(opened.slice(1)).toEqual([["https://127.0.0.1", 4, expect.any(Number)]]);
    await Promise.all([first.client.close(), second.client.close()]);
  });

  test("sends, tells the store when it is closed, and takes no key there", async () => {
    const clock = new VirtualClock();
    const memory = memoryRateLimitStore({ clock });
    const seen: unknown[] = [];
    const store: RateLimitStore = {
      exchange: (account, report) => {
        seen.push([account, report]);
        return memory.exchange(account, report);
      },
    };
    const { client } = make({ rateLimit: { store } }, clock);
    const sent = client.messages.send(MESSAGE);
    await clock.advance(0);
    await sent;
    await client.close();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatchObject([/^key:[0-9a-f]{64}$/, { ended: [{ how: "answered" }], inFlight: [] }]);
    expect(JSON.stringify(seen)).not.toMatch(/sandbox_fake|2065550142/);
  });

  test("a store that is away holds nobody longer than its deadline", async () => {
    const { client, clock, transport } = make({ rateLimit: { store: { exchange: () => new Promise(() => {}) } } });
    const ended = failure(client.messages.send(MESSAGE, { deadlineMs: 300 }));
    await clock.advance(300);
    expect(await ended).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent" });
    expect(transport.requests).toBe(0);
  });

  test.each<[string, Partial<SendoOptions>]>([
    ["no store", { rateLimit: { store: {} as RateLimitStore } }],
    ["no limit", { requestsPerSecond: false, rateLimit: { store: memoryRateLimitStore() } }],
    ["nobody's limit", { apiKey: () => "sandbox_fake", rateLimit: { store: memoryRateLimitStore() } }],
    ["no number of fallback processes", { rateLimit: { store: memoryRateLimitStore(), fallbackProcesses: 0 } }],
  ])("%s: an error that names the option", (_, options) => {
    expect(() => make(options)).toThrow(/The `rateLimit\.(store|fallbackProcesses)` option/);
  });
});
