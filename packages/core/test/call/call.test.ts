import { describe, expect, test } from "vitest";
import { type Sendo, type AttemptResult, type SendoOptions, type Transport } from "../../src/index.js";
import { json as response, scriptedClient, type Script } from "../support/scripted-client.js";

const accepted = response(200, { success: true, id: "m" });
const notDispatched: AttemptResult = { failure: { dispatched: false } };

// The longest wait of each draw, so that the schedule is exact.
const setUp = (script: Script, options: SendoOptions = {}) =>
  scriptedClient(script, { reference: false, ...options }, 1);

const message = { to: "+12065550142", body: "x" };
const ended = (promise: PromiseLike<unknown>): { error?: unknown; value?: unknown; atEnd: boolean } => {
  const state: { error?: unknown; value?: unknown; atEnd: boolean } = { atEnd: false };
  promise.then(
    (value) => Object.assign(state, { value, atEnd: true }),
    (error: unknown) => Object.assign(state, { error, atEnd: true }),
  );
  return state;
};

describe("repeats", () => {
  test("what was not sent is repeated three times, after up to 0.5, 1 and 2 seconds", async () => {
    const { clock, transport, sendo } = setUp([notDispatched, notDispatched, notDispatched, accepted]);
    const send = ended(sendo.messages.send(message).withResponse());
    await clock.advance(60_000);
    expect(transport.startedAtMs).toEqual([0, 500, 1500, 3500]);
    expect(send.value).toMatchObject({ data: { id: "m" }, info: { attempts: 4, queuedMs: 3500 } });
  });

  test("and no more than that", async () => {
    const { clock, transport, sendo } = setUp(Array.from({ length: 9 }, () => notDispatched));
    const send = ended(sendo.messages.send(message));
    await clock.advance(60_000);
    expect(transport.requests).toHaveLength(4);
    expect(send.error).toMatchObject({ code: "connection_failed", outcome: "not-sent", retryable: true, attempts: 4 });
  });

  test("a 429 is repeated five times behind the limiter", async () => {
    const { clock, transport, sendo } = setUp(
      Array.from({ length: 9 }, () => response(429, { error: "x" }, { "retry-after": "2" })),
    );
    const send = ended(sendo.messages.send(message));
    await clock.advance(60_000);
    expect(transport.startedAtMs).toEqual([0, 2250, 4500, 6750, 9000, 11_250]);
    expect(send.error).toMatchObject({ code: "rate_limited", outcome: "rejected", retryable: true, attempts: 6 });
  });

  test("after a 429 it comes before those who were waiting behind it", async () => {
    const refused = response(429, {}, { "retry-after": "1" });
    const { clock, transport, sendo } = setUp([refused, accepted, accepted], { requestsPerSecond: 1 });
    for (const body of ["first", "second"]) void ended(sendo.messages.send({ ...message, body }));
    await clock.advance(10_000);
    const bodies = transport.requests.map(({ body }) => (JSON.parse(body!) as typeof message).body);
    expect(bodies).toEqual(["first", "first", "second"]);
  });

  test("retry: false is one request whatever happens", async () => {
    for (const end of [
      notDispatched,
      response(429, {}),
      response(500, {}),
      { failure: { dispatched: true } },
    ] as const) {
      const { clock, transport, sendo } = setUp([end, accepted], { retry: false });
      const calls = [ended(sendo.messages.send(message)), ended(sendo.messages.retrieve("m"))];
      await clock.advance(60_000);
      expect(transport.requests).toHaveLength(2);
      expect(calls[0]!.error).toBeDefined();
    }
  });

  test("after an unknown outcome nothing follows, however many repeats are allowed", async () => {
    const { clock, transport, sendo } = setUp([notDispatched, { failure: { dispatched: true } }, accepted], {
      retry: { notSent: 20, rateLimited: 20, reads: 20 },
    });
    const send = ended(sendo.messages.send(message));
    await clock.advance(600_000);
    expect(transport.requests).toHaveLength(2);
    expect(send.error).toMatchObject({ code: "connection_lost", outcome: "unknown", retryable: false, attempts: 2 });
  });

  test("a transport that does not say whether anything left has not said that nothing did", async () => {
    for (const failure of [{}, { dispatched: undefined }, { dispatched: 0 }]) {
      const { clock, transport, sendo } = setUp([{ failure: failure as never }, accepted]);
      const send = ended(sendo.messages.send(message));
      await clock.advance(60_000);
      expect(transport.requests).toHaveLength(1);
      expect(send.error).toMatchObject({ outcome: "unknown" });
    }
  });

  test("a transport that throws, or whose result rejects, has proved nothing either", async () => {
    const { sendo } = setUp([], {
      transport: {
        start: () => {
          throw new Error("boom");
        },
      },
    });
    await expect(sendo.messages.send(message)).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
    const other = setUp([], {
      transport: { start: () => ({ result: Promise.reject(new Error("boom")), cancel: () => true }) },
    });
    await expect(other.sendo.messages.send(message)).rejects.toMatchObject({ outcome: "unknown", attempts: 1 });
  });

  test("a wait that cannot fit into the deadline is not begun", async () => {
    const { clock, transport, sendo } = setUp([notDispatched, notDispatched, accepted]);
    const send = ended(sendo.messages.send(message, { deadlineMs: 1500 }));
    await clock.advance(500);
    expect(send.atEnd).toBe(true);
    expect(transport.requests).toHaveLength(2);
    expect(send.error).toMatchObject({ code: "connection_failed", outcome: "not-sent", retryable: true });
  });
});

describe("a 429 that is known to last is not waited for", () => {
  const blocked = async (options: SendoOptions = {}) => {
    const it = setUp([response(429, {}, { "retry-after": "30" }), accepted], { retry: false, ...options });
    void ended(it.sendo.messages.send(message));
    await it.clock.advance(0);
    return it;
  };

  test.each<[string, SendoOptions, number | undefined, string]>([
    ["deadlineMs", {}, 5_000, "deadline_exceeded"],
    ["maxQueueWaitMs", { rateLimit: { maxQueueWaitMs: 5_000 } }, undefined, "queue_timeout"],
  ])(
    "where it does not fit into %s: not sent, at once, with the time to come back",
    async (_, options, deadlineMs, code) => {
      const { clock, sendo, transport } = await blocked(options);
      const send = ended(sendo.messages.send(message, { deadlineMs }));
      await clock.advance(0);
      expect(send.error).toMatchObject({ code, outcome: "not-sent", retryable: true, attempts: 0 });
      expect((send.error as { retryAt: Date }).retryAt.getTime() - clock.epochMs()).toBeGreaterThanOrEqual(30_000);
      expect(sendo.rateLimit.queued.normal).toBe(0);
      expect(clock.pending).toBe(0);
      expect(transport.requests).toHaveLength(1);
    },
  );

  test("where it fits, the call waits and is sent", async () => {
    const { clock, sendo } = await blocked({ rateLimit: { maxQueueWaitMs: 40_000 } });
    const send = ended(sendo.messages.send(message, { deadlineMs: 40_000 }));
    await clock.advance(31_000);
    expect(send.value).toEqual({ id: "m" });
  });

  test("an abort that came first stays one", async () => {
    const { clock, sendo } = await blocked();
    const send = ended(sendo.messages.send(message, { deadlineMs: 5_000, signal: AbortSignal.abort() }));
    await clock.advance(0);
    expect(send.error).toMatchObject({ code: "aborted", outcome: "not-sent" });
  });
});

describe("every wait ends in the turn in which it is interrupted", () => {
  const busy = [undefined, accepted];

  test.each([
    ["signal", "aborted", false],
    ["deadline", "deadline_exceeded", true],
    ["maxQueueWaitMs", "queue_timeout", true],
  ])("in the queue, by %s", async (by, code, retryable) => {
    const { clock, transport, sendo } = setUp(busy, {
      requestsPerSecond: 1,
      ...(by === "maxQueueWaitMs" && { rateLimit: { maxQueueWaitMs: 700 } }),
    });
    void ended(sendo.messages.send(message));
    const controller = new AbortController();
    const send = ended(
      sendo.messages.send(message, { signal: controller.signal, ...(by === "deadline" && { deadlineMs: 700 }) }),
    );
    await clock.advance(699);
    expect(sendo.rateLimit.queued.normal).toBe(1);
    expect(send.atEnd).toBe(false);
    if (by === "signal") controller.abort();
    await clock.advance(1);
    expect(send.error).toMatchObject({ code, outcome: "not-sent", retryable, attempts: 0 });
    expect(sendo.rateLimit.queued.normal).toBe(0);
    expect(transport.requests).toHaveLength(1);
  });

  test.each(["signal", "close"])("between two attempts, by %s", async (by) => {
    const { clock, transport, sendo } = setUp([notDispatched, accepted]);
    const controller = new AbortController();
    const send = ended(sendo.messages.send(message, { signal: controller.signal }));
    await clock.advance(100);
    if (by === "signal") controller.abort();
    else await sendo.close({ drainMs: 0 });
    await clock.advance(0);
    expect(send.error).toMatchObject({
      code: by === "signal" ? "aborted" : "client_closed",
      outcome: "not-sent",
      attempts: 1,
    });
    expect(transport.requests).toHaveLength(1);
  });

  test.each([true, false])(
    "in flight, with the transport's word for the outcome (dispatched: %s)",
    async (dispatched) => {
      const { clock, transport, sendo } = setUp([undefined], { retry: false });
      transport.dispatched = dispatched;
      const send = ended(sendo.messages.send(message));
      await clock.advance(59_999);
      expect(send.atEnd).toBe(false);
      await clock.advance(1);
      expect(send.error).toMatchObject({
        code: "attempt_timeout",
        outcome: dispatched ? "unknown" : "not-sent",
        retryable: !dispatched,
      });
      expect(transport.cancelled).toBe(1);
    },
  );

  test.each(["signal", "deadline", "close"])("in flight, by %s", async (by) => {
    const { clock, transport, sendo } = setUp([undefined]);
    const controller = new AbortController();
    const send = ended(
      sendo.messages.send(message, { signal: controller.signal, ...(by === "deadline" && { deadlineMs: 700 }) }),
    );
    await clock.advance(699);
    expect(send.atEnd).toBe(false);
    if (by === "signal") controller.abort();
    if (by === "close") void sendo.close({ drainMs: 0 });
    await clock.advance(by === "deadline" ? 1 : 0);
    const code = { signal: "aborted", deadline: "deadline_exceeded", close: "client_closed" }[by];
    expect(send.error).toMatchObject({ code, outcome: "unknown", retryable: false, attempts: 1 });
    expect(transport.cancelled).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test.each(["signal", "deadline"])(
    "while it waits for a connection, by %s: its place in the limit is free again",
    async (by) => {
      const { clock, transport, sendo } = setUp([undefined], { maxConnections: 1 });
      void ended(sendo.messages.send(message));
      const controller = new AbortController();
      const send = ended(
        sendo.messages.send(message, { signal: controller.signal, ...(by === "deadline" && { deadlineMs: 700 }) }),
      );
      await clock.advance(699);
      expect(sendo.rateLimit.inFlight).toBe(2);
      if (by === "signal") controller.abort();
      await clock.advance(1);
      expect(send.error).toMatchObject({ outcome: "not-sent", attempts: 0 });
      expect(sendo.rateLimit.inFlight).toBe(1);
      expect(transport.requests).toHaveLength(1);
    },
  );

  test("while a key is being fetched", async () => {
    const { clock, transport, sendo } = setUp([accepted], { apiKey: () => new Promise<string>(() => {}) });
    const send = ended(sendo.messages.send(message, { deadlineMs: 50 }));
    await clock.advance(50);
    expect(send.error).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent" });
    expect(transport.requests).toHaveLength(0);
  });
});

test("a full queue rejects at once, as not sent", async () => {
  const { sendo } = setUp([undefined], { requestsPerSecond: 1, rateLimit: { maxQueue: 2 } });
  const waiting = [1, 2, 3].map(() => ended(sendo.messages.send(message)));
  await expect(sendo.messages.send(message)).rejects.toMatchObject({
    code: "queue_full",
    outcome: "not-sent",
    retryable: true,
  });
  expect(waiting.every(({ atEnd }) => !atEnd)).toBe(true);
});

test("10,000 calls on one signal leave no listener, and settled calls leave no timer", async () => {
  const { clock, sendo } = setUp(
    Array.from({ length: 10_000 }, () => accepted),
    { requestsPerSecond: false, maxConnections: 1000 },
  );
  let listeners = 0;
  const signal = new AbortController().signal;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => (
    (listeners += 1),
    addEventListener.apply(signal, args)
  );
  signal.removeEventListener = (...args: Parameters<typeof addEventListener>) => (
    (listeners -= 1),
    removeEventListener.apply(signal, args)
  );
  const calls = Array.from({ length: 10_000 }, () => sendo.messages.send(message, { signal, deadlineMs: 99_999 }));
  expect(listeners).toBe(1);
  await Promise.all(calls);
  expect(listeners).toBe(0);
  expect(clock.pending).toBe(0);
});

describe("close", () => {
  test("waits for what is open, and takes nothing more", async () => {
    let answerNow!: (end: AttemptResult) => void;
    const transport: Transport = {
      start: () => ({ result: new Promise((resolve) => (answerNow = resolve)), cancel: () => true }),
    };
    const { clock, sendo } = setUp([], { transport });
    const send = ended(sendo.messages.send(message));
    await clock.advance(1);
    const closed = ended(sendo.close());
    await expect(sendo.messages.send(message)).rejects.toMatchObject({ code: "client_closed", outcome: "not-sent" });
    expect(closed.atEnd).toBe(false);
    answerNow(accepted);
    await clock.advance(0);
    expect(send.value).toEqual({ id: "m" });
    expect(closed.value).toEqual({ drained: 1, ended: 0 });
  });

  test("ends what is still open when its patience is over, and says how many", async () => {
    const { clock, sendo } = setUp([undefined, undefined], { requestsPerSecond: 1 });
    const sends = [ended(sendo.messages.send(message)), ended(sendo.messages.send(message))];
    const closed = ended(sendo.close({ drainMs: 5000 }));
    await clock.advance(5000);
    expect(closed.value).toEqual({ drained: 0, ended: 2 });
    expect(sends.map(({ error }) => (error as { outcome: string }).outcome)).toEqual(["unknown", "not-sent"]);
  });

  test.each([
    [0, 0],
    [1000, 1000],
    [20_000, 10_000],
    [undefined, 10_000],
  ])("a second close() with %s ms hurries the first and never slows it down", async (drainMs, endsAtMs) => {
    const { clock, sendo } = setUp([undefined]);
    const send = ended(sendo.messages.send(message));
    const closed = ended(sendo.close());
    const again = ended(sendo.close({ drainMs }));
    if (endsAtMs > 0) {
      await clock.advance(endsAtMs - 1);
      expect(send.atEnd).toBe(false);
    }
    await clock.advance(endsAtMs === 0 ? 0 : 1);
    expect(send.error).toMatchObject({ code: "client_closed", outcome: "unknown" });
    expect(closed.value).toEqual({ drained: 0, ended: 1 });
    expect(again.value).toBe(closed.value);
    expect(clock.pending).toBe(0);
  });

  test("await using closes, and leaves a transport that was passed in to whoever made it", async () => {
    let closed = false;
    let outer: Sendo;
    {
      const transport: Transport = { start: () => ({ result: new Promise(() => {}), cancel: () => true }) };
      await using sendo = setUp([], { transport: { ...transport, close: () => void (closed = true) } }).sendo;
      outer = sendo;
    }
    await expect(outer.messages.send(message)).rejects.toMatchObject({ code: "client_closed" });
    expect(closed).toBe(false);
  });
});

describe("what a call returns", () => {
  test("a request leaves in the turn in which it was asked for, while places are free", () => {
    const { transport, sendo } = setUp([accepted, accepted], { maxConnections: 1 });
    void sendo.messages.send(message);
    expect(transport.requests).toHaveLength(1);
    void sendo.messages.send(message);
    expect(transport.requests).toHaveLength(1);
  });

  test("is a promise like any other", async () => {
    const { sendo } = setUp([accepted, accepted, accepted, response(400, {}), response(400, {})]);
    const send = sendo.messages.send(message);
    expect(send).toBeInstanceOf(Promise);
    expect(send.then(() => {})).not.toHaveProperty("withResponse");
    expect(await send).toEqual({ id: "m" });
    expect(await Promise.all([sendo.messages.send(message)])).toEqual([{ id: "m" }]);
    let finals = 0;
    expect(await sendo.messages.send(message).finally(() => (finals += 1))).toEqual({ id: "m" });
    expect(finals).toBe(1);
    expect(await sendo.messages.send(message).catch(({ code }: { code: string }) => code)).toBe("bad_request");
    await expect(sendo.messages.send(message).withResponse()).rejects.toMatchObject({ code: "bad_request" });
  });

  test("reports a failure that nobody handles exactly once, and one that is handled never", async () => {
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listener);
    try {
      const { sendo } = setUp(Array.from({ length: 3 }, () => response(400, {})));
      await sendo.messages
        .send(message)
        .withResponse()
        .catch(() => {});
      await sendo.messages.send(message).catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
      expect(seen).toHaveLength(0);
      void sendo.messages.send(message);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(seen).toHaveLength(1);
    } finally {
      process.removeListener("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    }
  });
});
