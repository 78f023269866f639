import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sendo, type AttemptResult, type BulkOptions, type BulkResult, type BulkRow } from "../../src/index.js";
import { json, scriptedClient } from "../support/scripted-client.js";

// How a bulk run ends other than by its last row: whatever ends it, no message goes unrecorded and none is sent afterwards.

const accepted = json(200, { success: true, id: "m" });
const refused = json(403, { error: "wrong key" });
const row = (index: number): BulkRow => ({ to: "+12065550142", body: `row ${index}` });
const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A client whose requests are answered by hand, and a source that is fed by hand. */
function setUp(): {
  sendo: Sendo;
  sent: () => number;
  answer: (end?: AttemptResult) => void;
  source: AsyncIterable<BulkRow> & {
    give: (row: BulkRow) => void;
    fail: (error: Error) => void;
    asked: () => number;
    closed: () => number;
  };
} {
  const answers: ((end: AttemptResult) => void)[] = [];
  const { sendo, transport } = scriptedClient(() => new Promise<AttemptResult>((resolve) => answers.push(resolve)), {
    requestsPerSecond: false,
  });
  const reads: { resolve: (result: IteratorResult<BulkRow>) => void; reject: (error: Error) => void }[] = [];
  let asked = 0;
  let closed = 0;
  return {
    sendo,
    sent: () => transport.requests.length,
    answer: (end = accepted) => answers.shift()!(end),
    source: {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          asked += 1;
          return new Promise((resolve, reject) => reads.push({ resolve, reject }));
        },
        return: async () => {
          closed += 1;
          return { done: true, value: undefined };
        },
      }),
      give: (value) => reads.shift()!.resolve({ done: false, value }),
      fail: (error) => reads.shift()!.reject(error),
      asked: () => asked,
      closed: () => closed,
    },
  };
}

async function collect(
  sendo: Sendo,
  rows: Iterable<BulkRow> | AsyncIterable<BulkRow>,
  options: BulkOptions = {},
): Promise<{ results: BulkResult<BulkRow>[]; error: unknown }> {
  const results: BulkResult<BulkRow>[] = [];
  try {
    for await (const result of sendo.messages.sendMany(rows, options)) results.push(result);
    return { results, error: undefined };
  } catch (error) {
    return { results, error };
  }
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(async () => {
  await turns();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

describe("a source that fails", () => {
  test("ends the run with its error, after every message in flight was yielded", async () => {
    const { sendo, source, answer } = setUp();
    const run = collect(sendo, source);
    for (let index = 0; index < 3; index += 1) {
      await turns();
      source.give(row(index));
    }
    await turns();
    source.fail(new Error("the file is broken in line 4"));
    await turns();
    for (let index = 0; index < 3; index += 1) answer();
    const { results, error } = await run;
    expect(results.map(({ outcome }) => outcome)).toEqual(["accepted", "accepted", "accepted"]);
    expect(error).toMatchObject({ message: "the file is broken in line 4" });
    expect([source.asked(), source.closed()]).toEqual([4, 0]); // one that has thrown is over
  });

  test("while nobody waits for it, does not bring the process down", async () => {
    const { sendo, source } = setUp();
    const controller = new AbortController();
    const run = collect(sendo, source, { signal: controller.signal });
    await turns();
    controller.abort();
    expect(await run).toEqual({ results: [], error: undefined });
    source.fail(new Error("the connection to the database is gone"));
  });

  test("when it is closed, is heard by whoever left the loop", async () => {
    const { sendo } = setUp();
    const rows = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false as const, value: { to: "nobody", body: "" } }),
        return: (): never => {
          throw new Error("cannot close");
        },
      }),
    };
    const leave = async (): Promise<void> => {
      for await (const _ of sendo.messages.sendMany(rows)) break;
    };
    await expect(leave()).rejects.toThrow("cannot close");
  });
});

describe("leaving the loop", () => {
  test("sends nothing that the source gives afterwards", async () => {
    const { sendo, source, sent, answer } = setUp();
    const left = (async () => {
      for await (const _ of sendo.messages.sendMany(source)) break;
    })();
    await turns();
    source.give(row(0));
    await turns();
    answer();
    await left;
    expect([source.asked(), source.closed()]).toEqual([2, 1]); // a second row had been asked for
    source.give(row(1));
    await turns();
    expect(sent()).toBe(1);
  });

  test("with throw() closes the source, and hands the error on", async () => {
    const { sendo, source, answer } = setUp();
    const results = sendo.messages.sendMany(source)[Symbol.asyncIterator]();
    const first = results.next();
    await turns();
    source.give(row(0));
    await turns();
    answer();
    await first;
    await expect(results.throw!(new Error("mine"))).rejects.toThrow("mine");
    expect(source.closed()).toBe(1);
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });
});

test("a row that came while the run was ending comes out as not sent", async () => {
  const { sendo, source, sent, answer } = setUp();
  const run = collect(sendo, source);
  for (let index = 0; index < 2; index += 1) {
    await turns();
    source.give(row(index));
  }
  await turns();
  answer(refused);
  await turns();
  source.give(row(2));
  await turns();
  answer();
  const { results, error } = await run;
  expect(results.map(({ index, outcome, error: own }) => [index, outcome, own?.code])).toEqual([
    [0, "rejected", "api_key_invalid"],
    [2, "not-sent", "api_key_invalid"],
    [1, "accepted", undefined],
  ]);
  expect(error).toBe(results[0]!.error);
  expect(sent()).toBe(2);
});

describe("onProgress that fails", () => {
  test.each<[string, () => void]>([
    ["throws", () => { throw new Error("no terminal"); }], // prettier-ignore
    ["rejects", async () => { throw new Error("no terminal"); }], // prettier-ignore
  ])("and %s ends the run with its error, and no result is lost", async (_, onProgress) => {
    const { sendo, sent, answer } = setUp();
    const rows = Array.from({ length: 50 }, (_, index) => row(index));
    const run = collect(sendo, rows, { onProgress, progressEveryMs: 0, concurrency: 3 });
    await turns();
    while (sent() < 3) await turns(1);
    for (let index = 0; index < 3; index += 1) answer();
    await turns();
    const taken = sent();
    for (let index = 3; index < taken; index += 1) answer();
    const { results, error } = await run;
    expect(error).toMatchObject({ message: "no terminal" });
    expect(results).toHaveLength(taken);
    expect(taken).toBeLessThan(10);
  });
});

test("a row that is none does not stop the others", async () => {
  const { sendo, answer } = setUp();
  const run = collect(sendo, [null, "string", 5, row(3)] as never);
  await turns();
  answer();
  const { results, error } = await run;
  expect(error).toBeUndefined();
  expect(results.sort((a, b) => a.index - b.index).map(({ outcome, error: own }) => [outcome, own?.code])).toEqual([
    ["not-sent", "invalid_input"],
    ["not-sent", "invalid_input"],
    ["not-sent", "invalid_input"],
    ["accepted", undefined],
  ]);
});

test.each([undefined, null, 5, "rows", {}])("rows that are none are rejected at once: %j", (rows) => {
  expect(() => setUp().sendo.messages.sendMany(rows as never)).toThrow(
    expect.objectContaining({ code: "invalid_input", issues: [expect.objectContaining({ path: "rows" })] }),
  );
});

test.each([1, 1000])("with a concurrency of %i as many are under way, and no more", async (concurrency) => {
  const { sendo, sent, answer } = setUp();
  const rows = Array.from({ length: concurrency + 5 }, (_, index) => row(index));
  const transportLimit = Math.min(concurrency, 20); // maxConnections
  const run = collect(sendo, rows, { concurrency });
  await turns();
  expect(sent()).toBe(transportLimit);
  for (let answered = 0; answered < rows.length; answered += 1) {
    while (sent() <= answered) await turns(1);
    answer();
  }
  const { results } = await run;
  expect(results).toHaveLength(rows.length);
});
