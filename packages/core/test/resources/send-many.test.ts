import { describe, expect, test } from "vitest";
import {
  type AttemptResult,
  type BulkProgress,
  type BulkRow,
  type SendoOptions,
  type TransportRequest,
} from "../../src/index.js";
import { json, scriptedClient } from "../support/scripted-client.js";

type Sent = { to: string; body: string; metadata: { sendo_ref: string } };

function setUp(
  answer: (sent: Sent, index: number) => AttemptResult | Promise<AttemptResult>,
  options: SendoOptions = {},
) {
  const sent: Sent[] = [];
  const script = ({ body }: TransportRequest, index: number) => {
    sent.push(JSON.parse(body!) as Sent);
    return answer(sent.at(-1)!, index);
  };
  return { ...scriptedClient(script, { requestsPerSecond: false, ...options }), sent };
}

const accept = (_: Sent, index: number): AttemptResult => json(200, { success: true, id: `m${index}` });
const row = (index: number): BulkRow => ({
  to: `+1206555${String(index % 10_000).padStart(4, "0")}`,
  body: `row ${index}`,
  reference: `r${index}`,
  context: index,
});
function* rows(count: number): Generator<BulkRow> {
  for (let index = 0; index < count; index += 1) yield row(index);
}

describe("sendMany", () => {
  test("sends every row once and says what became of each", async () => {
    const { sendo, sent } = setUp(accept);
    const results = [];
    for await (const result of sendo.messages.sendMany(rows(100))) results.push(result);
    expect(results.map(({ index }) => index).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    for (const { index, outcome, row: own, reference } of results) {
      expect([outcome, own.context, reference]).toEqual(["accepted", index, `r${index}`]);
    }
    expect(new Set(sent.map(({ metadata }) => metadata.sendo_ref)).size).toBe(100);
    expect(sent[0]).not.toHaveProperty("context");
  });

  test("goes on after rows that failed, each with its own outcome", async () => {
    const { sendo } = setUp((_, index) =>
      index === 1 ? json(400, { error: "no" }) : index === 2 ? { failure: { dispatched: true } } : accept(_, index),
    );
    const outcomes: string[] = [];
    const all: BulkRow[] = [row(0), row(1), row(2), { to: "nobody", body: "x" }, row(4)];
    for await (const { index, outcome } of sendo.messages.sendMany(all)) outcomes[index] = outcome;
    expect(outcomes).toEqual(["accepted", "rejected", "unknown", "not-sent", "accepted"]);
  });

  test.each([
    [json(403, { error: "wrong key" }), "api_key_invalid"],
    [json(401, { error: "no key" }), "unauthorized"],
    [{ failure: { dispatched: false, certificate: true } }, "certificate_untrusted"],
  ])("stops at what every row would meet, after what is under way has come out", async (end, code) => {
    let taken = 0;
    const counted = function* (): Generator<BulkRow> {
      for (const each of rows(1000)) {
        taken += 1;
        yield each;
      }
    };
    const { sendo, sent } = setUp((_, index) => (index >= 5 ? end : accept(_, index)));
    const outcomes: string[] = [];
    const run = async (): Promise<void> => {
      for await (const { outcome } of sendo.messages.sendMany(counted(), { concurrency: 3 })) outcomes.push(outcome);
    };
    await expect(run()).rejects.toMatchObject({ code });
    expect(outcomes.length).toBe(taken);
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(5);
    expect(sent.length).toBeLessThan(10);
  });

  test("reads no further than it can hold while nobody takes results", async () => {
    let taken = 0;
    const source = {
      *[Symbol.iterator]() {
        for (const each of rows(1_000_000)) {
          taken += 1;
          yield each;
        }
      },
    };
    const { sendo, sent } = setUp(accept);
    const results = sendo.messages.sendMany(source, { concurrency: 10 })[Symbol.asyncIterator]();
    await results.next();
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThanOrEqual(11);
    expect(sent.length).toBeLessThanOrEqual(11);
    await results.return!();
    expect(taken).toBeLessThanOrEqual(11);
  });

  test("yields what has settled while the source is slow", async () => {
    let next!: (result: IteratorResult<BulkRow>) => void;
    const slow: AsyncIterable<BulkRow> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => (next = resolve)) }),
    };
    const { sendo } = setUp(accept);
    const results = sendo.messages.sendMany(slow)[Symbol.asyncIterator]();
    const first = results.next();
    next({ value: row(0), done: false });
    expect((await first).value).toMatchObject({ index: 0, outcome: "accepted" });
    const second = results.next();
    await new Promise((resolve) => setImmediate(resolve));
    next({ value: undefined, done: true });
    expect(await second).toEqual({ value: undefined, done: true });
  });

  test("a signal stops the reading, and what is under way still comes out", async () => {
    const answers: ((end: AttemptResult) => void)[] = [];
    const { sendo } = setUp(() => new Promise((resolve) => answers.push(resolve)));
    const controller = new AbortController();
    const outcomes: string[] = [];
    const run = (async () => {
      for await (const { outcome } of sendo.messages.sendMany(rows(1000), {
        concurrency: 4,
        signal: controller.signal,
      }))
        outcomes.push(outcome);
    })();
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(answers).toHaveLength(4);
    controller.abort();
    for (const answer of answers) answer(json(200, { success: true, id: "m" }));
    await run;
    expect(outcomes).toEqual(Array(4).fill("accepted"));
    expect(answers).toHaveLength(4);
  });

  test("a signal ends the wait for a source that never answers", async () => {
    const controller = new AbortController();
    const silent: AsyncIterable<BulkRow> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    const { sendo } = setUp(accept);
    const done = sendo.messages.sendMany(silent, { signal: controller.signal })[Symbol.asyncIterator]().next();
    setImmediate(() => controller.abort());
    expect(await done).toEqual({ value: undefined, done: true });
  });

  test("leaving the loop closes the source and waits for what is under way", async () => {
    let closed = false;
    const source = function* (): Generator<BulkRow> {
      try {
        yield* rows(1000);
      } finally {
        closed = true;
      }
    };
    const answers: ((end: AttemptResult) => void)[] = [];
    const { sendo } = setUp(() => new Promise((resolve) => answers.push(resolve)));
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    let left = false;
    const run = (async () => {
      for await (const _ of sendo.messages.sendMany(source(), { concurrency: 5 })) break;
      left = true;
    })();
    await turns();
    expect(answers).toHaveLength(5);
    answers[0]!(json(200, { success: true, id: "m" }));
    await turns();
    expect(left).toBe(false); // four messages are still in flight
    for (const answer of answers) answer(json(200, { success: true, id: "m" }));
    await run;
    expect(closed).toBe(true);
    expect(sendo.rateLimit.inFlight).toBe(0);
  });

  test("an error of the source comes out, after what is under way", async () => {
    const source = function* (): Generator<BulkRow> {
      yield row(0);
      throw new Error("the file is broken in line 2");
    };
    const { sendo, sent } = setUp(accept);
    const run = async (): Promise<void> => {
      for await (const _ of sendo.messages.sendMany(source()));
    };
    await expect(run()).rejects.toThrow("line 2");
    expect(sent).toHaveLength(1);
  });

  test("tells of progress: counts, rate and what is left", async () => {
    const progress: BulkProgress[] = [];
    const { sendo, clock } = setUp((_, index) => (index % 10 === 9 ? json(400, { error: "no" }) : accept(_, index)), {
      requestsPerSecond: 20,
    });
    const run = (async () => {
      for await (const _ of sendo.messages.sendMany([...rows(60)], { onProgress: (each) => void progress.push(each) }));
    })();
    await clock.advance(10_000);
    await run;
    expect(progress.at(-1)).toMatchObject({
      read: 60,
      accepted: 54,
      rejected: 6,
      notSent: 0,
      unknown: 0,
      remainingMs: 0,
    });
    expect(progress.length).toBeGreaterThan(1);
    const middle = progress[0]!;
    expect(middle.remainingMs).toBeCloseTo(((60 - (middle.accepted + middle.rejected)) / middle.perSecond) * 1000);
  });

  test("lets a login code pass", async () => {
    const order: string[] = [];
    const { sendo, clock } = setUp(({ body }, index) => (order.push(body), accept({} as Sent, index)), {
      requestsPerSecond: 1,
    });
    const run = (async () => {
      for await (const _ of sendo.messages.sendMany(rows(5)));
    })();
    await clock.advance(10);
    const code = sendo.messages.send({ to: "+12065550142", body: "code" });
    await clock.advance(20_000);
    await Promise.all([run, code]);
    expect(order.indexOf("code")).toBe(1);
  });

  test.each([{ concurrency: 0 }, { concurrency: 1.5 }, { progressEveryMs: -1 }, { total: NaN }])(
    "rejects %j",
    (options) => {
      expect(() => setUp(accept).sendo.messages.sendMany([], options)).toThrow(
        expect.objectContaining({ code: "invalid_input" }),
      );
    },
  );
});
