import fc from "fast-check";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import {
  isOutcomeUnknown,
  memoryIdempotencyStore,
  Sendo,
  SendoIdempotencyError,
  type IdempotencyStore,
  type SendoOptions,
} from "../../src/index.js";
import { fakeSendo, type FakeSendo, type Fault } from "../../src/testing/index.js";
import { failure } from "../support/failure.js";
import { ProcessWorld, type Moment } from "../support/mortal-process.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" };
const job = { idempotencyKey: "reminder-1007" };
const LEASE_MS = 30_000;

function setUp(options: Partial<SendoOptions> = {}, change: Partial<IdempotencyStore> = {}): FakeSendo {
  const clock = { now: () => fake.clock.now(), epochMs: () => fake.clock.epochMs() };
  const fake: FakeSendo = fakeSendo({ idempotency: { ...memoryIdempotencyStore({ clock }), ...change }, ...options });
  return fake;
}

describe("the same key and the same input", () => {
  test("are sent once; later calls get the stored result", async () => {
    const fake = setUp();
    const first = await fake.client.messages.send(MESSAGE, job);
    const { data, info } = await fake.client.messages.send({ ...MESSAGE }, job).withResponse();
    expect(data).toEqual(first);
    expect(info).toEqual({ attempts: 0, queuedMs: 0, httpStatus: undefined, rateLimit: {} });
    expect(fake.requests).toBe(1);
  });

  test("are one message, whatever the order of its fields and metadata", async () => {
    const fake = setUp();
    await fake.client.messages.send({ ...MESSAGE, metadata: { a: "1", b: "2" }, extra: { x: { p: 1, q: [2] } } }, job);
    const turned = { extra: { x: { q: [2], p: 1 } }, metadata: { b: "2", a: "1" }, body: MESSAGE.body, to: MESSAGE.to };
    await fake.client.messages.send(turned, job);
    expect(fake.requests).toBe(1);
  });

  test("carry one reference, which the key alone decides; the caller's own comes first", async () => {
    const [one, two] = [setUp(), setUp()];
    const { reference } = await one.client.messages.send(MESSAGE, job);
    expect((await two.client.messages.send(MESSAGE, job)).reference).toBe(reference);
    expect(reference).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const named = { idempotencyKey: "reminder-1008", reference: "order-1008" };
    expect((await one.client.messages.send(MESSAGE, named)).reference).toBe("order-1008");
    const again = await one.client.messages.send(MESSAGE, { ...named, reference: "another" });
    expect(again.reference).toBe("order-1008");
  });

  test("at the same time: one sends, the others are told to come again", async () => {
    const fake = setUp();
    const calls = await Promise.allSettled(Array.from({ length: 50 }, () => fake.client.messages.send(MESSAGE, job)));
    const refused = calls.filter((call) => call.status === "rejected").map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(49);
    for (const error of refused) {
      expect(error).toBeInstanceOf(SendoIdempotencyError);
      expect(error).toMatchObject({
        code: "idempotency_in_progress",
        outcome: "not-sent",
        retryable: true,
        attempts: 0,
      });
    }
    expect(fake.requests).toBe(1);
  });
});

describe("the same key and another input", () => {
  test.each([
    { ...MESSAGE, body: "Your table is gone" },
    { ...MESSAGE, to: "+12065550143" },
    { ...MESSAGE, campaign: "another" },
    { ...MESSAGE, from: "+12065550100" },
    { ...MESSAGE, metadata: { a: "1" } },
    { ...MESSAGE, extra: { sendAt: "later" } },
    { ...MESSAGE, mediaUrls: ["https://pictures.example/1.png"] },
  ])("%j is rejected before anything is sent", async (other) => {
    const fake = setUp();
    await fake.client.messages.send(MESSAGE, job);
    const error = await failure(fake.client.messages.send(other, job));
    expect(error).toMatchObject({ code: "idempotency_key_reused", outcome: "not-sent", retryable: false });
    expect(fake.requests).toBe(1);
  });

  test("a message to the sandbox does not count as sent to Sendo", async () => {
    const store = memoryIdempotencyStore();
    await setUp({ idempotency: store }).client.messages.send(MESSAGE, job);
    const elsewhere = new Sendo({ apiKey: "key", campaign: "fake-campaign", idempotency: store });
    expect(await failure(elsewhere.messages.send(MESSAGE, job))).toMatchObject({ code: "idempotency_key_reused" });
  });
});

describe("two accounts on one store", () => {
  const client = (options: Partial<SendoOptions>, store: IdempotencyStore): FakeSendo =>
    setUp({ idempotency: store, ...options });

  test("with names: each sends under the same key, with a reference of its own", async () => {
    const store = memoryIdempotencyStore();
    const eu = client({ account: "eu", apiKey: "sandbox_eu" }, store);
    const us = client({ account: "us", apiKey: "sandbox_us" }, store);
    const [first, second] = [await eu.client.messages.send(MESSAGE, job), await us.client.messages.send(MESSAGE, job)];
    expect([eu.requests, us.requests]).toEqual([1, 1]);
    expect(second.reference).not.toBe(first.reference);
    expect(await us.client.withOptions({ deadlineMs: 5_000 }).messages.send(MESSAGE, job)).toEqual(second);
    expect(us.requests).toBe(1);
  });

  test("without names: the key of one fails for the other, which sends nothing", async () => {
    const store = memoryIdempotencyStore();
    await client({ apiKey: "sandbox_eu" }, store).client.messages.send(MESSAGE, job);
    const us = client({ apiKey: "sandbox_us" }, store);
    const error = await failure(us.client.messages.send(MESSAGE, job));
    expect(error).toMatchObject({ code: "idempotency_key_reused", outcome: "not-sent" });
    expect(us.requests).toBe(0);
  });

  test("of one account, after its key has rotated: a named one returns the stored result, an unnamed one never sends twice", async () => {
    const store = memoryIdempotencyStore();
    const named = client({ account: "eu", apiKey: "sandbox_old" }, store);
    const first = await named.client.messages.send(MESSAGE, job);
    const rotated = client({ account: "eu", apiKey: "sandbox_new" }, store);
    expect(await rotated.client.messages.send(MESSAGE, job)).toEqual(first);
    const later = { idempotencyKey: "reminder-1008" };
    await client({ apiKey: "sandbox_old" }, store).client.messages.send(MESSAGE, later);
    const unnamed = client({ apiKey: "sandbox_new" }, store);
    await failure(unnamed.client.messages.send(MESSAGE, later));
    expect([rotated.requests, unnamed.requests]).toEqual([0, 0]);
  });

  test("a key that is a function needs a name", async () => {
    const idempotency = memoryIdempotencyStore();
    const apiKey = (): string => "sandbox_key";
    expect(() => fakeSendo({ idempotency, apiKey })).toThrow(
      expect.objectContaining({
        code: "config_option_invalid",
        message: expect.stringContaining("`account`") as string,
      }),
    );
    const { client: sendo } = fakeSendo({ idempotency, apiKey, account: "eu" });
    expect(await sendo.messages.send(MESSAGE, job)).toMatchObject({ id: "fake-1" });
  });
});

describe("a message that was not accepted frees its key", () => {
  const faults: [string, Fault, number][] = [
    ["refused for its parameters", { kind: "http", httpStatus: 400 }, 1],
    ["refused for its key", { kind: "http", httpStatus: 403 }, 1],
    ["refused with success: false", { kind: "rejected" }, 1],
    ["rate limited to the end", { kind: "http", httpStatus: 429 }, 6],
    ["without a connection", { kind: "not-sent" }, 4],
  ];
  test.each(faults)("%s", async (_, fault, times) => {
    const fake = setUp();
    fake.next(fault, times);
    const error = await failure(fake.client.messages.send(MESSAGE, job));
    expect(["rejected", "not-sent"]).toContain(error.outcome);
    expect(await fake.client.messages.send({ ...MESSAGE, body: "corrected" }, job)).toMatchObject({ id: "fake-1" });
  });

  test("within one call, repeats after a 429 and without a connection stay under the key", async () => {
    const fake = setUp();
    fake.next({ kind: "http", httpStatus: 429 });
    fake.next({ kind: "not-sent" });
    await fake.client.messages.send(MESSAGE, job);
    await fake.client.messages.send(MESSAGE, job);
    expect(fake.outbox.sent).toHaveLength(1);
  });
});

describe("a message whose outcome is unknown is never sent again with its key", () => {
  test.each(["reset", "cut-body", "server-error", "redirect"] as const)(
    "%s: it is found by its reference",
    async (then) => {
      const fake = setUp();
      fake.next({ kind: "accepted-then", then });
      const error = await failure(fake.client.messages.send(MESSAGE, job));
      expect(isOutcomeUnknown(error)).toBe(true);
      const found = await fake.client.messages.send(MESSAGE, job);
      expect(found).toEqual({ id: "fake-1", reference: error.reference });
      fake.reset();
      expect(await fake.client.messages.send(MESSAGE, job)).toEqual(found);
      expect([fake.requests, fake.outbox.sent.length]).toEqual([0, 0]);
    },
  );

  test("not found, it stays unknown, call after call, until it shows", async () => {
    const fake = setUp();
    fake.next({ kind: "http", httpStatus: 500 });
    const { reference } = await failure(fake.client.messages.send(MESSAGE, job));
    for (let i = 0; i < 3; i += 1) {
      const error = await failure(fake.client.messages.send(MESSAGE, job));
      expect(error).toMatchObject({ code: "idempotency_unresolved", outcome: "unknown", retryable: false, reference });
    }
    expect(fake.outbox.sent).toHaveLength(0);
    await fake.client.messages.send(MESSAGE, { reference: reference! }); // what a list that lags behind shows at last
    expect(await fake.client.messages.send(MESSAGE, job)).toEqual({ id: "fake-1", reference });
  });

  test("when the list cannot be read, it says why", async () => {
    const fake = setUp({ retry: false });
    fake.next({ kind: "accepted-then", then: "reset" });
    fake.next({ kind: "http", httpStatus: 503 });
    await failure(fake.client.messages.send(MESSAGE, job));
    const error = await failure(fake.client.messages.send(MESSAGE, job));
    expect(error).toMatchObject({ code: "idempotency_unresolved", cause: { name: "SendoServerError" } });
    expect(await fake.client.messages.send(MESSAGE, job)).toMatchObject({ id: "fake-1" });
  });

  test("a deadline ends the search, and the outcome stays unknown", async () => {
    const fake = setUp();
    fake.next({ kind: "accepted-then", then: "reset" });
    fake.next({ kind: "accepted-then", then: "hang" });
    await failure(fake.client.messages.send(MESSAGE, job));
    const searching = failure(fake.client.messages.send(MESSAGE, { ...job, deadlineMs: 1000 }));
    await fake.clock.advance(1000);
    expect(await searching).toMatchObject({ code: "deadline_exceeded", outcome: "unknown" });
    expect(await fake.client.messages.send(MESSAGE, job)).toMatchObject({ id: "fake-1" });
  });
});

describe("a store that fails", () => {
  const down = (): Promise<never> => Promise.reject(Object.assign(new Error("down"), { code: "ECONNREFUSED" }));
  const hang = (): Promise<never> => new Promise(() => {});

  test.each(["claim", "dispatch"] as const)("%s rejects: nothing is sent", async (step) => {
    const fake = setUp({}, { [step]: down });
    const error = await failure(fake.client.messages.send(MESSAGE, job));
    expect(error).toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent", retryable: true });
    expect(error.cause).toMatchObject({ name: "Error", code: "ECONNREFUSED" });
    expect(fake.requests).toBe(0);
    expect(fake.client.rateLimit.inFlight).toBe(0);
  });

  test.each(["claim", "dispatch"] as const)("%s hangs: nothing is sent, after five seconds", async (step) => {
    const fake = setUp({}, { [step]: hang });
    const ended = failure(fake.client.messages.send(MESSAGE, job));
    await fake.clock.advance(5_000);
    expect(await ended).toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent" });
    expect(fake.requests).toBe(0);
  });

  test.each(["claim", "dispatch"] as const)("%s hangs: the deadline holds", async (step) => {
    const fake = setUp({}, { [step]: hang });
    const ended = failure(fake.client.messages.send(MESSAGE, { ...job, deadlineMs: 100 }));
    await fake.clock.advance(100);
    expect(await ended).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent", retryable: true });
    expect(fake.requests).toBe(0);
  });

  test.each([{ state: "whatever" }, undefined, null, "mine"])("claim answers %j: nothing is sent", async (verdict) => {
    const fake = setUp({}, { claim: () => Promise.resolve(verdict as never) });
    expect(await failure(fake.client.messages.send(MESSAGE, job))).toMatchObject({ code: "idempotency_store_failed" });
    expect(fake.requests).toBe(0);
  });

  test.each(["rejects", "hangs"])("accept %s: the result is the caller's all the same, and is said", async (way) => {
    const lines: object[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (fields: object) => void lines.push(fields) };
    const published: unknown[] = [];
    const listen = (message: unknown): void => void published.push(message);
    subscribe("sendo:store-failed", listen);
    const fake = setUp({ logger }, { accept: way === "rejects" ? down : hang });
    const sent = fake.client.messages.send(MESSAGE, job);
    await fake.clock.advance(5_000);
    const { reference } = await sent;
    unsubscribe("sendo:store-failed", listen);
    expect(lines).toMatchObject([{ store: "idempotency", step: "accept", reference }]);
    expect(published).toEqual([{ store: "idempotency", step: "accept" }]);
    // The mark is kept, so the next call looks for the message instead of sending it.
    await fake.clock.advance(LEASE_MS);
    const again = fake.client.messages.send(MESSAGE, job);
    await fake.clock.advance(5_000);
    expect(await again).toEqual(await sent);
    expect(fake.outbox.sent).toHaveLength(1);
  });

  test("no line, error or channel contains the key, the number or the message body", async () => {
    const seen: unknown[] = [];
    const log = (...args: unknown[]): void => void seen.push(args);
    const logger = { debug: log, info: log, warn: log, error: log };
    for (const step of ["claim", "dispatch", "accept", "release"] as const) {
      const fake = setUp({ logger, retry: false }, { [step]: down });
      if (step === "release") fake.next({ kind: "not-sent" });
      seen.push(await fake.client.messages.send(MESSAGE, job).catch((error: unknown) => error));
    }
    expect(seen.length).toBeGreaterThan(7);
    expect(JSON.stringify(seen)).not.toMatch(/reminder-1007|2065550142|table is ready/);
  });
});

test("a long wait for a turn keeps the claim; another process is told so until it ends", async () => {
  const world = new ProcessWorld();
  const { client, clock } = world.start(undefined, { requestsPerSecond: 1 });
  await client.messages.send(MESSAGE);
  const line = Array.from({ length: 90 }, () => client.messages.send(MESSAGE));
  const sent = client.messages.send(MESSAGE, job);
  for (let second = 0; second < 80; second += 1) {
    await Promise.all([world.clock.advance(1001), clock.advance(1001)]);
    const other = await failure(world.start().client.messages.send(MESSAGE, job));
    expect(other.code).toBe("idempotency_in_progress");
  }
  for (let second = 0; second < 12; second += 1) await Promise.all([world.clock.advance(1001), clock.advance(1001)]);
  await Promise.all(line);
  expect(await sent).toMatchObject({ id: "fake-92" });
});

describe("issue 21: dispatch marks are set one after the other", () => {
  /** A client whose marks stay open until the test ends them. */
  function setUpMarks(): {
    fake: FakeSendo;
    open: (() => void)[];
    send: (key: string, signal?: AbortSignal) => Promise<unknown>;
  } {
    const clock = { now: () => fake.clock.now(), epochMs: () => fake.clock.epochMs() };
    const memory = memoryIdempotencyStore({ clock });
    const open: (() => void)[] = [];
    const fake: FakeSendo = setUp(
      {},
      {
        ...memory,
        async dispatch(key, mark) {
          await new Promise<void>((resolve) => open.push(resolve));
          return memory.dispatch(key, mark);
        },
      },
    );
    return {
      fake,
      open,
      send: (idempotencyKey, signal) => fake.client.messages.send(MESSAGE, { idempotencyKey, signal }),
    };
  }

  test("of messages sent concurrently, one at a time is marked and not sent yet", async () => {
    const { fake, open, send } = setUpMarks();
    const calls = Array.from({ length: 5 }, (_, index) => send(`reminder-${index}`));
    for (let sent = 0; sent < 5; sent += 1) {
      await fake.clock.advance(0);
      expect([open.length, fake.requests]).toEqual([sent + 1, sent]);
      open.at(-1)!();
    }
    await Promise.all(calls);
    expect(fake.requests).toBe(5);
  });

  test("a mark whose response takes long delays the next one by 50 ms", async () => {
    const { fake, open, send } = setUpMarks();
    const calls = Array.from({ length: 3 }, (_, index) => send(`reminder-${index}`));
    const marksAfter = async (ms: number): Promise<number> => (await fake.clock.advance(ms), open.length);
    expect([await marksAfter(0), await marksAfter(49), await marksAfter(1), await marksAfter(50)]).toEqual([
      1, 1, 2, 3,
    ]);
    open.forEach((respond) => respond());
    await Promise.all(calls);
  });

  test("a call that ends before its turn sets no mark", async () => {
    const { fake, open, send } = setUpMarks();
    const controller = new AbortController();
    const first = send("first");
    const second = failure(send("second", controller.signal));
    await fake.clock.advance(0);
    controller.abort();
    expect(await second).toMatchObject({ code: "aborted", outcome: "not-sent" });
    open[0]!();
    await first;
    await fake.clock.advance(100);
    expect([open.length, fake.requests]).toEqual([1, 1]);
    // Its key is free, and the next call does not wait for it.
    const again = send("second");
    await fake.clock.advance(0);
    open[1]!();
    await again;
  });
});

test.each([
  [LEASE_MS - 1, 1],
  [LEASE_MS, 0],
])("a process that slept over the answer to its mark does not send: %i ms, %i requests", async (sleptMs, requests) => {
  const store = memoryIdempotencyStore({ clock: { now: () => 0, epochMs: () => 0 } });
  const fake = fakeSendo({
    idempotency: {
      ...store,
      async dispatch(...mark) {
        const held = await store.dispatch(...mark); // in time; but nothing runs here until long after, no timer either
        const now = fake.clock.now.bind(fake.clock);
        fake.clock.now = () => now() + sleptMs;
        return held;
      },
    },
  });
  const ended = await Promise.allSettled([fake.client.messages.send(MESSAGE, job)]);
  expect(fake.requests).toBe(requests);
  const refused = { code: "idempotency_in_progress", outcome: "not-sent", retryable: true };
  expect(ended).toMatchObject([requests === 1 ? { status: "fulfilled" } : { reason: refused }]);
});

test("a process that slept over its lease does not send what another has taken over", async () => {
  const world = new ProcessWorld();
  const sleeper = world.start(undefined, { requestsPerSecond: 1 });
  await sleeper.client.messages.send(MESSAGE);
  const late = failure(sleeper.client.messages.send(MESSAGE, job)); // waits for its turn, and falls asleep
  await sleeper.clock.advance(0);
  await world.clock.advance(LEASE_MS);
  const taken = await world.start().client.messages.send(MESSAGE, job);
  await sleeper.clock.advance(2_000);
  expect(await late).toMatchObject({ code: "idempotency_in_progress", outcome: "not-sent" });
  expect(world.accepted.get(taken.reference!)).toBe(1);
});

describe("a process that dies", () => {
  const MOMENTS: [Moment["step"], Moment["when"], "sends" | "finds" | "reviews"][] = [
    ["claim", "before", "sends"],
    ["claim", "after", "sends"],
    ["dispatch", "before", "sends"],
    ["dispatch", "after", "reviews"],
    ["request", "before", "reviews"],
    ["request", "after", "finds"],
    ["accept", "before", "finds"],
    ["accept", "after", "finds"],
  ];
  test.each(MOMENTS)("at %s, %s it took effect: the next one %s", async (step, when, expected) => {
    const world = new ProcessWorld();
    const first = world.start({ step, when });
    void first.client.messages.send(MESSAGE, job);
    await first.died;
    await world.clock.advance(LEASE_MS);
    expect(world.server.sent).toHaveLength(expected === "finds" ? 1 : 0);
    const result = await world
      .start()
      .client.messages.send(MESSAGE, job)
      .catch((error: unknown) => error);
    if (expected === "reviews") {
      expect(result).toMatchObject({ code: "idempotency_unresolved", outcome: "unknown" });
      expect(world.server.sent).toHaveLength(0);
    } else {
      expect(result).toMatchObject({ id: "fake-1" });
      expect(world.server.sent).toHaveLength(1);
    }
  });

  test("no message is accepted twice, whatever the order of crashes and faults", async () => {
    const moments = MOMENTS.map(([step, when]) => ({ step, when }));
    const faults: Fault[] = [
      { kind: "not-sent" },
      { kind: "http", httpStatus: 429 },
      { kind: "http", httpStatus: 400 },
      { kind: "http", httpStatus: 500 },
      { kind: "accepted-then", then: "reset" },
      { kind: "accepted-then", then: "cut-body" },
    ];
    const run = fc.record({
      death: fc.option(fc.constantFrom(...moments, { step: "release", when: "before" } as Moment), { nil: undefined }),
      faults: fc.array(fc.constantFrom(...faults), { maxLength: 2 }),
      pauseMs: fc.constantFrom(0, 1_000, LEASE_MS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 6 }), async (runs) => {
        const world = new ProcessWorld();
        const ids = new Set<string>();
        for (const { death, faults: next, pauseMs } of runs) {
          world.server.faults.splice(0, Infinity, ...next);
          const process = world.start(death, { retry: { notSent: 1, rateLimited: 1, reads: 0 } });
          const ended = process.client.messages.send(MESSAGE, job).then(
            ({ id }) => void ids.add(id),
            () => undefined,
          );
          await Promise.race([ended, process.died]);
          await world.clock.advance(pauseMs);
        }
        expect(world.server.sent.length).toBeLessThanOrEqual(1);
        expect([...ids]).toEqual(ids.size === 0 ? [] : [world.server.sent[0]!.id]);
      }),
      { numRuns: 500, seed: 20 },
    );
  });
});

describe("what cannot be used is rejected before anything happens", () => {
  test.each([
    ["an empty key", "", {}, {}],
    ["a long key", "x".repeat(501), {}, {}],
    ["a key that is not a string", 5, {}, {}],
    ["no store", "k", { idempotency: undefined }, {}],
    ["no reference", "k", {}, { reference: false as const }],
    ["no reference of the client", "k", { reference: false }, {}],
  ])("%s", async (_, idempotencyKey, options, callOptions) => {
    const { idempotency, ...rest } = options as Partial<SendoOptions>;
    const fake = "idempotency" in options ? fakeSendo() : setUp({ ...rest, ...(idempotency && { idempotency }) });
    const call = fake.client.messages.send(MESSAGE, { idempotencyKey: idempotencyKey as string, ...callOptions });
    expect(await failure(call)).toMatchObject({ code: "invalid_input", issues: [{ path: "idempotencyKey" }] });
    expect(fake.requests).toBe(0);
  });

  test("metadata without a place for the reference", async () => {
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, "v"]));
    const error = await failure(setUp().client.messages.send({ ...MESSAGE, metadata }, job));
    expect(error).toMatchObject({ code: "invalid_input", issues: [{ path: "reference" }] });
  });

  test("a store that is none", () => {
    expect(() => setUp({ idempotency: { claim() {} } as unknown as IdempotencyStore })).toThrow(
      /no method extend, dispatch, accept, release/,
    );
  });
});

test("a bulk run that is started again skips the rows that were accepted", async () => {
  const fake = setUp();
  const rows = Array.from({ length: 5 }, (_, i) => ({ ...MESSAGE, idempotencyKey: `row-${i}` }));
  for (const round of [rows.slice(0, 3), rows]) {
    for await (const { outcome } of fake.client.messages.sendMany(round)) expect(outcome).toBe("accepted");
  }
  expect(fake.outbox.sent).toHaveLength(5);
});

test("without a key nothing is asked of the store", async () => {
  const asked = (): never => {
    throw new Error("asked");
  };
  const fake = setUp({}, { claim: asked, extend: asked, dispatch: asked, accept: asked, release: asked });
  await fake.client.messages.send(MESSAGE);
  expect(fake.requests).toBe(1);
});
