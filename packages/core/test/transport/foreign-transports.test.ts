import { describe, expect, test, vi } from "vitest";
import { Sendo, type Transport } from "../../src/index.js";
import type { RateLimitStore } from "../../src/stores/index.js";
import { VirtualClock } from "../../src/testing/virtual-clock.js";
import { failure } from "../support/failure.js";
import { scriptedClient } from "../support/scripted-client.js";

const message = { to: "+12065550142", body: "Your table is ready" };
const never = new Promise<never>(() => {});

function setUp(start: unknown) {
  const transport = { start: vi.fn(start as Transport["start"]) };
  const { sendo, clock } = scriptedClient([], { maxConnections: 1, transport });
  return { sendo, clock, starts: () => transport.start.mock.calls.length };
}

/** Nothing of the call is left: its connection and its place in the limit are free for the next one. */
async function expectNothingHeld(sendo: Sendo): Promise<void> {
  expect(sendo.rateLimit.inFlight).toBe(0);
  await sendo.close({ drainMs: 0 });
}

const resolving = (result: unknown) => () => ({ result: Promise.resolve(result), cancel: () => true });
const response = (fields: object): unknown => ({ response: { httpStatus: 200, headers: {}, ...fields } });

// What somebody may write who has read the types once. None of it proves that nothing left.
describe("a transport that does not keep to its interface has proved nothing", () => {
  test.each<[string, unknown]>([
    ["gives no attempt", () => undefined],
    ["gives an attempt without a result", () => ({ cancel: () => false })],
    ["is asynchronous", async () => ({ result: Promise.resolve({ failure: { dispatched: false } }) })],
    ["ends with nothing", resolving(undefined)],
    ["ends with null", resolving(null)],
    ["ends with neither an answer nor a failure", resolving({})],
    ["ends with a string", resolving("OK")],
    ["ends with a failure that is none", resolving({ failure: true })],
    [
      "says that a certificate was the reason after something had left",
      resolving({ failure: { dispatched: true, certificate: true } }),
    ],
    ["answers without a status", resolving({ response: {} })],
    [
      "answers with a status that is none",
      resolving(response({ httpStatus: "200", body: '{"id":"m"}', complete: true })),
    ],
    ["answers without headers", resolving({ response: { httpStatus: 200, body: '{"id":"m"}', complete: true } })],
    ["answers with a body that is none", resolving(response({ body: { id: "m" }, complete: true }))],
    ["does not say whether the answer is whole", resolving(response({ body: '{"success":true,"id":"m"}' }))],
    [
      "answers with a result that cannot be awaited",
      () => ({
        result: {
          then: () => {
            throw new Error("no");
          },
        },
      }),
    ],
  ])("%s", async (_, start) => {
    const { sendo, starts } = setUp(start);
    expect(await failure(sendo.messages.send(message))).toMatchObject({
      outcome: "unknown",
      retryable: false,
      attempts: 1,
    });
    expect(starts()).toBe(1);
    await expectNothingHeld(sendo);
  });

  test.each<[string, unknown]>([
    ["says nothing", () => undefined],
    ["says 0", () => 0],
    [
      "throws",
      () => {
        throw new Error("cannot cancel");
      },
    ],
    ["is missing", undefined],
  ])("its cancel %s: a timeout, an abort and a close leave the outcome unknown", async (_, cancel) => {
    const { sendo, clock, starts } = setUp(() => ({ result: never, cancel }));
    const timedOut = failure(sendo.messages.send(message));
    await clock.advance(60_000);
    expect(await timedOut).toMatchObject({ code: "attempt_timeout", outcome: "unknown", retryable: false });
    expect(starts()).toBe(1);

    const controller = new AbortController();
    const aborted = failure(sendo.messages.send(message, { signal: controller.signal }));
    await clock.advance(20_000); // the lost one keeps its place in the limit for a while
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted", outcome: "unknown" });

    const closed = failure(sendo.messages.send(message));
    await clock.advance(20_000);
    await sendo.close({ drainMs: 0 });
    expect(await closed).toMatchObject({ code: "client_closed", outcome: "unknown" });
    expect(starts()).toBe(3);
    await expectNothingHeld(sendo);
  });
});

test("headers that are not strings are treated as missing", async () => {
  const headers = { "x-ratelimit-remaining": 3, "retry-after": ["2"], date: new Date(0), "x-ratelimit-reset": null };
  const { sendo } = setUp(resolving(response({ headers, body: '{"success":true,"id":"m"}', complete: true })));
  const { data, info } = await sendo.messages.send(message).withResponse();
  expect([data.id, info.rateLimit]).toEqual(["m", {}]);
  await expectNothingHeld(sendo);
});

test("one that settles twice, or after it was canceled, is heard once", async () => {
  let settle!: (result: unknown) => void;
  const { sendo, clock } = setUp(() => ({ result: new Promise((resolve) => (settle = resolve)), cancel: () => true }));
  const late = failure(sendo.messages.send(message));
  await clock.advance(60_000);
  settle({ response: { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m"}', complete: true } });
  expect(await late).toMatchObject({ code: "attempt_timeout", outcome: "unknown" });
  await expectNothingHeld(sendo);
});

describe("what a transport says of an answer that is not whole is believed where it rejects, and nowhere else", () => {
  const bad = { httpStatus: 400, headers: {}, body: "", complete: false };
  test.each<[string, answerSoFar: unknown, outcome: string, code: string]>([
    ["a refusal", () => bad, "rejected", "bad_request"],
    ["a success", () => ({ ...bad, httpStatus: 200, body: '{"id":"m"}' }), "unknown", "attempt_timeout"],
    ["a server error", () => ({ ...bad, httpStatus: 500 }), "unknown", "attempt_timeout"],
    ["nothing yet", () => undefined, "unknown", "attempt_timeout"],
    ["no answer", () => ({ httpStatus: 400 }), "unknown", "attempt_timeout"],
    ["a promise of one", () => Promise.resolve(bad), "unknown", "attempt_timeout"],
    [
      "an exception",
      () => {
        throw new Error("no");
      },
      "unknown",
      "attempt_timeout",
    ],
    ["no method", bad, "unknown", "attempt_timeout"],
  ])("%s", async (_, answerSoFar, outcome, code) => {
    const { sendo, clock, starts } = setUp(() => ({ result: never, cancel: () => true, answerSoFar }));
    const sent = failure(sendo.messages.send(message));
    await clock.advance(60_000);
    expect(await sent).toMatchObject({ outcome, code, attempts: 1 });
    expect(starts()).toBe(1);
    await expectNothingHeld(sendo);
  });
});

test("a certificate that was the reason after something had left is a lost connection: nothing says that nothing was sent", async () => {
  const { sendo } = setUp(resolving({ failure: { dispatched: true, certificate: true } }));
  expect(await failure(sendo.messages.send(message))).toMatchObject({ code: "connection_lost", outcome: "unknown" });
});

describe("a `connectAhead` that breaks its promise", () => {
  test.each<[string, () => unknown]>([
    ["throws", () => expectThis.call(undefined)],
    ["rejects", () => Promise.reject(new Error("no connections"))],
  ])("%s: the shared limit goes on, and the failure is logged", async (kind, connectAhead) => {
    const clock = new VirtualClock();
    let exchanges = 0;
    const store: RateLimitStore = {
      exchange: async (_account, report) => {
        exchanges += 1;
        const slots =
          exchanges === 1 || report.waiting.normal === 0 ? [] : [{ id: "slot-1", inMs: 0, answeredBefore: 0 }];
        return { epoch: "e", slots, processes: 2, blockedForMs: 0, askAgainInMs: 500 };
      },
    };
    const response = { httpStatus: 200, headers: {}, body: '{"success":true,"id":"m"}', complete: true };
    const transport = {
      start: () => ({ result: Promise.resolve({ response }), cancel: () => true }),
      connectAhead,
    } as unknown as Transport;
    const warn = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
    const account = `a transport that ${kind}`;
    const sendo = new Sendo(
      {
        apiKey: "sandbox_k",
        baseUrl: "https://127.0.0.1",
        campaign: "c",
        account,
        rateLimit: { store },
        transport,
        logger,
      },
      { clock, random: () => 0 },
    );
    const sent = sendo.messages.send(message);
    await clock.advance(2_000);
    expect(await sent).toMatchObject({ id: "m" });
    expect(warn.mock.calls.map(([, text]) => text as string)).toContain(
      "The transport's `connectAhead` failed. Connections will be opened when requests need them.",
    );
    await sendo.close({ drainMs: 0 });
  });
});

/** An unbound method of a class, as a transport that copies another one's methods has it. */
function expectThis(this: { readonly agent: unknown } | undefined): unknown {
  return this!.agent;
}
