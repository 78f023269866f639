import type { EndedRequest, RateLimitGrant, RateLimitReport } from "@sendo/core/stores";
import { memoryRateLimitStore } from "@sendo/core/testing/stores";
import fc from "fast-check";
import { Redis } from "ioredis";
import { randomUUID } from "node:crypto";
import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { redisRateLimitStore } from "../src/index.js";
import { RATE_LIMIT_EXCHANGE } from "../src/rate-limit-script.js";

const available = hasRedis() || process.env.CI !== undefined;
let server: LocalRedis;
let redis: Redis;
beforeAll(async () => {
  if (!available) return;
  server = await startRedis();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis?.disconnect();
  await server?.close();
});

/** What a process does next: draws that are given a meaning when its state is known. */
const step = fc.record({
  process: fc.integer({ min: 0, max: 2 }),
  afterMs: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 400 }) },
    { weight: 4, arbitrary: fc.integer({ min: 900, max: 2_200 }) },
    { weight: 1, arbitrary: fc.constantFrom(-3_600_000, -900, -1, 31_000, 61_000) },
    // Where something ends, and a millisecond before.
    { weight: 3, arbitrary: fc.constantFrom(99, 100, 101, 1_001, 1_002, 1_500, 1_501, 2_099, 2_100) },
    { weight: 1, arbitrary: fc.constantFrom(9_999, 10_000, 29_999, 30_000, 60_000, 60_001) },
  ),
  wanted: fc.tuple(...Array.from({ length: 3 }, () => fc.nat({ max: 12 }))),
  ends: fc.array(
    fc.record({
      how: fc.constantFrom<EndedRequest["how"][]>("answered", "answered", "answered", "lost", "rate-limited"),
      // In quarters: a double drawn as such is nearly always next to nothing.
      agoMs: fc.integer({ min: -20, max: 6_000 }).map((quarters) => quarters / 4),
      remaining: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    }),
    { maxLength: 12 },
  ),
  drops: fc.nat({ max: 3 }),
  /** What was dropped is held again, or has ended all the same. */
  recalls: fc.constantFrom(undefined, undefined, undefined, "held", "ended"),
  own: fc.nat({ max: 1 }),
  blockedForMs: fc.constantFrom<number[]>(0, 0, 0, 0, 0, 0, 300),
  wasDisconnected: fc.constantFrom(false, false, false, false, false, true),
  turns: fc.constantFrom(1, 1, 1, 1, 1, 1, 3, 0),
  hearsMore: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
  limit: fc.constantFrom(20, 20, 20, 5),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A step at which nothing happens: the examples say what is different. */
const NOTHING: Step = {
  process: 0,
  afterMs: 0,
  wanted: [0, 0, 0],
  ends: [],
  drops: 0,
  recalls: undefined,
  own: 0,
  blockedForMs: 0,
  wasDisconnected: false,
  turns: 1,
  hearsMore: 0,
  limit: 20,
};
const ended = (count: number, how: EndedRequest["how"], agoMs = 0): Step["ends"] =>
  Array.from({ length: count }, () => ({ how, agoMs, remaining: undefined }));
const wants = (count: number): Pick<Step, "wanted"> => ({ wanted: [0, count, 0] });
/** All twenty slots are taken, by the first two processes. */
const FULL: Partial<Step>[] = [wants(12), { process: 1, ...wants(8) }];
/** Twenty that were answered at once, and a third process that was given twelve of their slots 100 ms ahead. */
const BOOKED: Partial<Step>[] = [
  ...FULL,
  { ends: ended(12, "answered") },
  { process: 1, ends: ended(8, "answered") },
  { process: 2, afterMs: 902, ...wants(12) },
];

/**
 * Five slots that come free one by one, for three processes that wait: each is kept for the others, so only who has waited longest
 * is given one.
 *
 * @param given - `gapMs`: for how long the first one is silent while the others come; `order`: in which they ask later on.
 */
function oneByOne(given: { lane?: number; gapMs?: number; count?: number; order?: number[] } = {}): Partial<Step>[] {
  const { lane = 1, gapMs = 1_450, count = 12, order = [0, 1, 2] } = given;
  const wanted: Step["wanted"] = [0, 0, 0].map((_, index) => (index === lane ? count : 0));
  const ask = (process: number, afterMs: number): Partial<Step> => ({ process, afterMs, wanted, limit: 5 });
  const round = (afterMs: number): Partial<Step>[] => order.map((process, i) => ask(process, i === 0 ? afterMs : 0));
  return [
    { wanted: [0, 5, 0], limit: 5 },
    { ends: [400, 300, 200, 100, 0].flatMap((agoMs) => ended(1, "lost", agoMs)), limit: 5 },
    ask(2, 7_900),
    ask(1, 1_300),
    ask(0, 100),
    ask(2, gapMs - 1_400),
    ...round(1_699 - gapMs),
    ...[1, 100, 100, 100, 100].flatMap(round),
  ];
}

/** What happens to the millisecond, and too seldom to be drawn. */
const EDGES: [string, Partial<Step>[]][] = [
  [
    "a lease ends after exactly 30 seconds",
    [...FULL, { process: 2, afterMs: 29_999, ...wants(12) }, { process: 2, afterMs: 1, ...wants(12) }],
  ],
  [
    "a lost request releases its slot after exactly ten seconds",
    [
      ...FULL,
      { ends: ended(12, "lost") },
      { process: 2, afterMs: 9_999, ...wants(12) },
      { process: 2, afterMs: 1, ...wants(12) },
    ],
  ],
  [
    "slots are granted at most 100 ms ahead",
    [
      ...FULL,
      { ends: ended(12, "answered") },
      { process: 2, afterMs: 901, ...wants(12) },
      { process: 2, afterMs: 1, ...wants(12) },
    ],
  ],
  [
    "a slot that was granted in advance and returned unused is not free before its time",
    [...BOOKED, { process: 2, afterMs: 1, drops: 3 }, { process: 1, ...wants(12) }],
  ],
  [
    "a slot that is returned later is free",
    [...BOOKED, { process: 2, afterMs: 300, drops: 3, ...wants(12) }, { process: 1, ...wants(12) }],
  ],
  [
    "a slot that was returned and used anyway counts twice until its time",
    [
      ...BOOKED,
      { process: 2, afterMs: 1, drops: 3 },
      { process: 2, afterMs: 1, recalls: "ended" },
      { process: 1, ...wants(12) },
      { process: 0, afterMs: 100, ...wants(12) },
    ],
  ],
  [
    "a process with a lower limit waits until fewer slots are taken",
    [...BOOKED.slice(0, -1), { process: 2, afterMs: 950, ...wants(12), limit: 5 }],
  ],
  [
    "a pause of one millisecond is a pause",
    [
      { blockedForMs: 1, ...wants(1) },
      { afterMs: 1, ...wants(1) },
    ],
  ],
  ...[0, 1, 2].map((lane): [string, Partial<Step>[]] => [
    `who has waited longest is served first, in lane ${lane}`,
    oneByOne({ lane }),
  ]),
  ["whoever asks first", oneByOne({ order: [2, 1, 0] })],
  ["also one call by itself", oneByOne({ count: 1 })],
  ["who was silent for a second and a half has waited on", oneByOne({ gapMs: 1_500 })],
  ["who was silent for longer has begun anew", oneByOne({ gapMs: 1_501 })],
  [
    "a process that reported nothing to send has not waited",
    [
      ...oneByOne().slice(0, 2),
      { process: 1, afterMs: 9_000, limit: 5 },
      { process: 2, afterMs: 100, ...wants(12), limit: 5 },
      { process: 1, afterMs: 100, ...wants(12), limit: 5 },
      { process: 1, afterMs: 400, ...wants(12), limit: 5 },
      { process: 2, ...wants(12), limit: 5 },
    ],
  ],
  [
    "a clock that moves backward by a millisecond also moves the waiting processes",
    [
      ...oneByOne().slice(0, 2),
      { process: 1, afterMs: 9_000, ...wants(12), limit: 5 },
      { process: 2, afterMs: -1, ...wants(12), limit: 5 },
      { process: 2, afterMs: 550, ...wants(12), limit: 5 },
      { process: 1, afterMs: 51, ...wants(12), limit: 5 },
    ],
  ],
  [
    "and by an hour",
    oneByOne().flatMap((given, index) =>
      index === 6 ? [{ process: 0, afterMs: -3_600_000, ...wants(12), limit: 5 }, given] : [given],
    ),
  ],
];

interface Side {
  exchange(report: RateLimitReport): Promise<RateLimitGrant>;
  readonly epochs: string[];
}

const NAMES = ["held", "leaving", "booked", "state", "processes"];
/** The script with a clock that is given to it. */
const VIRTUAL = RATE_LIMIT_EXCHANGE.source.replace(/^local time.*\nlocal now.*\n/, "local now = tonumber(ARGV[4])\n");

/** Takes both sides through the steps, and holds each answer of one against the other's. @returns how much was given out */
async function compare(steps: readonly Step[]): Promise<{ answers: number; slots: number }> {
  let nowMs = 1_700_000_000_000;
  let [answers, slots] = [0, 0];
  const account = randomUUID();
  const evaluate = (_: string, count: number, ...args: string[]): Promise<unknown> =>
    redis.eval(VIRTUAL, count, ...args, "", nowMs);
  const inRedis = redisRateLimitStore({ evalsha: evaluate, eval: evaluate });
  const inMemory = memoryRateLimitStore({ clock: { now: () => nowMs } });
  const sides: Side[] = [inRedis, inMemory].map((store) => ({
    exchange: (report) => store.exchange(account, report),
    epochs: [],
  }));
  const processes = Array.from({ length: 3 }, (_, index) => ({
    name: `${index}`.repeat(16),
    sequence: 0,
    acknowledgedSequence: undefined as number | undefined,
    epoch: undefined as number | undefined,
    held: [] as { id: string; answeredBefore?: number }[],
    dropped: [] as { id: string; answeredBefore?: number }[],
    own: 0,
  }));
  for (const draw of steps) {
    nowMs += draw.afterMs;
    const process = processes[draw.process]!;
    const ended: EndedRequest[] = draw.ends.slice(0, process.held.length).map(({ remaining, ...end }) => ({
      ...process.held.shift()!,
      ...end,
      ...(remaining !== undefined && { remaining }),
    }));
    const recalled = draw.recalls === undefined ? undefined : process.dropped.shift();
    process.dropped.push(...process.held.splice(0, draw.drops));
    if (recalled !== undefined && draw.recalls === "held") process.held.push(recalled);
    if (recalled !== undefined && draw.recalls === "ended") ended.push({ ...recalled, how: "answered", agoMs: 0 });
    if (draw.own === 1) process.held.push({ id: `${process.name}:own-${(process.own += 1)}` });
    process.sequence += draw.turns;
    const [high, normal, low] = draw.wanted as [number, number, number];
    const report = {
      process: process.name,
      sequence: process.sequence,
      ...(process.acknowledgedSequence !== undefined && {
        acknowledgedSequence: process.acknowledgedSequence + draw.hearsMore,
      }),
      wasDisconnected: draw.wasDisconnected,
      requestsPerSecond: draw.limit,
      waiting: { high, normal, low },
      inFlight: process.held.map(({ id }) => id),
      ended,
      blockedForMs: draw.blockedForMs,
    };
    const grants = await Promise.all(
      sides.map(async ({ exchange, epochs }) => {
        const grant = await exchange({
          ...report,
          ...(process.epoch !== undefined && { epoch: epochs[process.epoch]! }),
        });
        if (!epochs.includes(grant.epoch)) epochs.push(grant.epoch);
        return { ...grant, epoch: epochs.indexOf(grant.epoch) };
      }),
    );
    expect(grants[0]).toEqual(grants[1]);
    answers += 1;
    slots += grants[0]!.slots.length;
    process.epoch = grants[0]!.epoch;
    process.acknowledgedSequence = process.sequence;
    process.held.push(...grants[0]!.slots.map(({ id, answeredBefore }) => ({ id, answeredBefore })));
  }
  for (const key of await redis.keys("*")) {
    expect(NAMES).toContain(key.split(":").at(-1));
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  }
  await redis.flushdb();
  return { answers, slots };
}

describe.runIf(available)("the script matches core's ledger step by step", { timeout: 120_000 }, () => {
  test("also when clocks change, data is lost and reports are late", async () => {
    let [answers, slots] = [0, 0];
    const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      const given = await compare(steps);
      answers += given.answers;
      slots += given.slots;
    });
    await fc.assert(property, { numRuns: 150, seed: 20_261_127 });
    // That something was tried.
    expect([answers > 3_000, slots > 3_000]).toEqual([true, true]);
  });

  test.each(EDGES)("%s", async (_, steps) => {
    const { slots } = await compare(steps.map((given) => ({ ...NOTHING, ...given })));
    expect(slots).toBeGreaterThan(0);
  });
});
