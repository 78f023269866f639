import { describe, expect, test, vi } from "vitest";
import { createGuard } from "../../src/guard/index.js";
import {
  memoryIdempotencyStore,
  Sendo,
  SendoGuardError,
  type GuardVerdict,
  type Outcome,
  type SendoClient,
  type SendoGuard,
  type SendoRequest,
} from "../../src/index.js";
import { fakeSendo, type FakeSendo } from "../../src/testing/index.js";
import { failure } from "../support/failure.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready" };
const STRANGER = "+13105550187";

const guardOf = (check: SendoGuard["check"], others: Partial<SendoGuard> = {}): SendoGuard => ({ ...others, check });
const rejecting = guardOf(() => ({ allowed: false, reason: "not_today" }));

/** Counts what became of the messages that it allowed. */
function settling(fake: (guard: SendoGuard) => FakeSendo) {
  const outcomes: Outcome[] = [];
  const guard = guardOf(() => ({ allowed: true, settle: (outcome) => void outcomes.push(outcome) }));
  return { fake: fake(guard), outcomes };
}

/** Every way of sending a message with a client. */
const WAYS: Record<string, (client: SendoClient, to: string) => PromiseLike<unknown>> = {
  "messages.send": (client, to) => client.messages.send({ ...MESSAGE, to }),
  withOptions: (client, to) =>
    client.withOptions({ campaign: "other", retry: false }).messages.send({ ...MESSAGE, to }),
  request: (client, to) => client.request({ method: "POST", path: "/v1/message/send", body: { ...MESSAGE, to } }),
  "withOptions and request": (client, to) =>
    client
      .withOptions({ deadlineMs: 60_000 })
      .request({ method: "POST", path: "/v1/message/send", body: { ...MESSAGE, to } }),
  "an idempotency key": (client, to) => client.messages.send({ ...MESSAGE, to }, { idempotencyKey: `key-${to}` }),
  async sendMany(client, to) {
    for await (const { error } of client.messages.sendMany([{ ...MESSAGE, to }])) if (error) throw error;
  },
};

describe("a guard that rejects", () => {
  test.each(Object.entries(WAYS))("is asked by %s, and nothing is sent", async (_, send) => {
    const fake = fakeSendo({ guard: rejecting, idempotency: memoryIdempotencyStore() });
    const error = await failure(send(fake.client, MESSAGE.to));
    expect(error).toBeInstanceOf(SendoGuardError);
    expect(error).toMatchObject({ code: "guard_rejected", reason: "not_today", outcome: "not-sent", retryable: false });
    expect(error.attempts).toBe(0);
    expect(fake.requests).toBe(0);
  });

  test.each([
    "/v1/message/send/",
    "/v1/message//send",
    "/v1/%6dessage/send",
    "/V1/Message/Send",
    "/v1/x%2f../message/send",
    "/v2/messages",
  ])("is asked for the path %s as well", async (path) => {
    const fake = fakeSendo({ guard: rejecting });
    const error = await failure(fake.client.request({ method: "POST", path, body: MESSAGE }));
    expect(error.code).toBe("guard_rejected");
    expect(fake.requests).toBe(0);
  });

  test.each<[string, Partial<SendoRequest>]>([
    ["no body", {}],
    ["a list of recipients", { body: { ...MESSAGE, to: [MESSAGE.to, STRANGER] } }],
    ["a number that is not E.164", { body: { ...MESSAGE, to: "12065550142" } }],
    ["a body that is not a string", { body: { ...MESSAGE, body: { text: "Hi" } } }],
    ["parameters", { body: MESSAGE, query: { to: STRANGER } }],
    ["a list of messages", { body: [MESSAGE] }],
  ])("a request with %s cannot be read, so nothing is sent, though the guard allows everything", async (_, request) => {
    const fake = fakeSendo({ guard: guardOf(() => ({ allowed: true })) });
    const error = await failure(fake.client.request({ method: "POST", path: "/v1/message/send", ...request }));
    expect(error).toMatchObject({ code: "guard_rejected", reason: "message_unreadable", outcome: "not-sent" });
    expect(fake.requests).toBe(0);
  });

  test("is not asked for reads and for writes that send nothing", async () => {
    const check = vi.fn<SendoGuard["check"]>();
    const { client } = fakeSendo({ guard: { check } });
    for await (const _ of client.messages.list()) expect.unreachable();
    await client.webhooks.list("fake-campaign");
    await client.request({ method: "GET", path: "/v1/message/list", query: { campaign: "fake-campaign" } });
    expect(check).not.toHaveBeenCalled();
  });

  test("frees the idempotency key, so that the message can be sent once the rule allows it", async () => {
    let isAllowed = false;
    const guard = guardOf(() => (isAllowed ? { allowed: true } : { allowed: false, reason: "not_today" }));
    const fake = fakeSendo({ guard, idempotency: memoryIdempotencyStore() });
    await failure(fake.client.messages.send(MESSAGE, { idempotencyKey: "a" }));
    isAllowed = true;
    await fake.client.messages.send(MESSAGE, { idempotencyKey: "a" });
    await fake.client.messages.send(MESSAGE, { idempotencyKey: "a" });
    expect(fake.outbox.sent).toHaveLength(1);
  });

  test("decides before the limiter: a rejected message takes no slot", async () => {
    const fake = fakeSendo({ guard: createGuard({ onlyTo: [MESSAGE.to] }), requestsPerSecond: 1 });
    for (let i = 0; i < 50; i += 1) await failure(fake.client.messages.send({ ...MESSAGE, to: STRANGER }));
    await fake.client.messages.send(MESSAGE);
    expect(fake.requests).toBe(1);
  });

  test("neither number nor body is in the error, whatever the reason contains", async () => {
    for (const reason of [MESSAGE.to, "2065550142", MESSAGE.body, "a".repeat(65), "", undefined]) {
      const guard = guardOf(() => ({ allowed: false, reason }) as GuardVerdict);
      const error = await failure(fakeSendo({ guard }).client.messages.send(MESSAGE));
      expect(error).toMatchObject({ code: "guard_rejected", reason: "other" });
      expect(JSON.stringify(error) + String(error) + (error.stack ?? "")).not.toMatch(/5550142|table/);
    }
  });
});

describe("a guard that fails", () => {
  const secret = `cannot decide on ${MESSAGE.to}: ${MESSAGE.body}`;
  test.each<[string, SendoGuard["check"]]>([
    [
      "throws",
      () => {
        throw new Error(secret);
      },
    ],
    ["rejects", () => Promise.reject(new Error(secret))],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a guard of somebody else may do
    ["rejects with nothing", () => Promise.reject(undefined)],
    ["returns nothing", () => undefined as never],
    ["returns true", () => true as never],
    ["returns another word for yes", () => ({ allowed: "yes" }) as never],
  ])("%s: nothing is sent", async (_, check) => {
    const fake = fakeSendo({ guard: { check } });
    const error = await failure(fake.client.messages.send(MESSAGE));
    expect(error).toMatchObject({ code: "guard_failed", outcome: "not-sent", retryable: true });
    expect(JSON.stringify(error) + String(error) + String(error.cause)).not.toMatch(/5550142|table/);
    expect(fake.requests).toBe(0);
  });

  test("hangs: nothing is sent after 5 seconds, and what it counts later is given back", async () => {
    const outcomes: Outcome[] = [];
    let decide!: (verdict: GuardVerdict) => void;
    const guard = guardOf(() => new Promise((resolve) => (decide = resolve)));
    const fake = fakeSendo({ guard });
    const ended = failure(fake.client.messages.send(MESSAGE));
    await fake.clock.advance(5_000);
    expect(await ended).toMatchObject({ code: "guard_failed", outcome: "not-sent", cause: { code: "STORE_TIMEOUT" } });
    decide({ allowed: true, settle: (outcome) => void outcomes.push(outcome) });
    await fake.clock.advance(0);
    expect(outcomes).toEqual(["not-sent"]);
    expect(fake.requests).toBe(0);
  });

  test("hangs: the call ends at its deadline, at its signal and at close(), without a request", async () => {
    const fake = fakeSendo({ guard: guardOf(() => new Promise(() => {})) });
    const late = failure(fake.client.messages.send(MESSAGE, { deadlineMs: 200 }));
    await fake.clock.advance(200);
    expect(await late).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent", retryable: true });
    const controller = new AbortController();
    const aborted = failure(fake.client.messages.send(MESSAGE, { signal: controller.signal }));
    controller.abort();
    expect(await aborted).toMatchObject({ code: "aborted", outcome: "not-sent", retryable: false });
    const closed = failure(fake.client.messages.send(MESSAGE));
    await fake.client.close({ drainMs: 0 });
    expect(await closed).toMatchObject({ code: "client_closed", outcome: "not-sent" });
    expect(fake.requests).toBe(0);
  });
});

describe("a guard that allows", () => {
  test("is told once what became of the message", async () => {
    const { fake, outcomes } = settling((guard) => fakeSendo({ guard }));
    fake.next({ kind: "not-sent" });
    await fake.client.messages.send(MESSAGE);
    fake.next({ kind: "rejected" });
    await failure(fake.client.messages.send(MESSAGE));
    fake.next({ kind: "certificate" });
    await failure(fake.client.messages.send(MESSAGE));
    fake.next({ kind: "accepted-then", then: "reset" });
    await failure(fake.client.messages.send(MESSAGE));
    expect(outcomes).toEqual(["accepted", "rejected", "not-sent", "unknown"]);
  });

  test("is asked once per message under one key: a stored result is not a message", async () => {
    const check = vi.fn<SendoGuard["check"]>(() => ({ allowed: true }));
    const fake = fakeSendo({ guard: { check }, idempotency: memoryIdempotencyStore() });
    await fake.client.messages.send(MESSAGE, { idempotencyKey: "a" });
    await fake.client.messages.send(MESSAGE, { idempotencyKey: "a" });
    expect(check).toHaveBeenCalledTimes(1);
    expect(check.mock.calls[0]).toEqual([{ ...MESSAGE, hasMedia: false }, { account: fake.client.account }]);
  });

  test("and fails to settle, or never does, changes nothing about the call", async () => {
    for (const settle of [
      () => Promise.reject(new Error("away")),
      () => {
        throw new Error("away");
      },
    ]) {
      const fake = fakeSendo({ guard: guardOf(() => ({ allowed: true, settle })) });
      await expect(fake.client.messages.send(MESSAGE)).resolves.toMatchObject({ id: "fake-1" });
    }
    const fake = fakeSendo({ guard: guardOf(() => ({ allowed: true, settle: () => new Promise(() => {}) })) });
    const sent = fake.client.messages.send(MESSAGE);
    await fake.outbox.waitFor(1);
    await fake.clock.advance(5_000);
    await expect(sent).resolves.toMatchObject({ id: "fake-1" });
  });
});

describe("a guard that redirects", () => {
  const redirectTo = "+12065550199";

  test.each(Object.entries(WAYS))("sends what %s sends to its own number", async (_, send) => {
    const fake = fakeSendo({ guard: createGuard({ redirectTo }), idempotency: memoryIdempotencyStore() });
    await send(fake.client, STRANGER);
    expect(fake.outbox.sent.map(({ to }) => to)).toEqual([redirectTo]);
    expect(JSON.stringify(fake.outbox.sent)).not.toContain(STRANGER);
  });

  test("rejects a request whose body it cannot read", async () => {
    const fake = fakeSendo({ guard: createGuard({ redirectTo }) });
    for (const body of [undefined, [MESSAGE], "text"]) {
      const error = await failure(fake.client.request({ method: "POST", path: "/v1/message/send", body }));
      expect(error).toMatchObject({ code: "guard_rejected", reason: "message_unreadable" });
    }
    expect(fake.requests).toBe(0);
  });

  test("finds a message with an unknown outcome again, and does not send it a second time", async () => {
    const clock = { now: () => fake.clock.now(), epochMs: () => fake.clock.epochMs() };
    const fake: FakeSendo = fakeSendo({
      guard: createGuard({ redirectTo }),
      idempotency: memoryIdempotencyStore({ clock }),
    });
    fake.next({ kind: "accepted-then", then: "reset" });
    const message = { ...MESSAGE, to: STRANGER };
    const error = await failure(fake.client.messages.send(message, { idempotencyKey: "a" }));
    expect(error.outcome).toBe("unknown");
    const found = await fake.client.messages.resolve({ reference: error.reference!, to: STRANGER });
    expect(found.state).toBe("found");
    await expect(fake.client.messages.send(message, { idempotencyKey: "a" })).resolves.toMatchObject({ id: "fake-1" });
    expect(fake.outbox.sent.map(({ to }) => to)).toEqual([redirectTo]);
  });
});

test.each([null, {}, "guard", { check: true }, () => ({ allowed: true })])("%j is not a guard", (guard) => {
  expect(() => new Sendo({ apiKey: "k", guard: guard as never })).toThrow(/`guard` option must be a guard/);
});

test("withOptions cannot replace or remove the guard", () => {
  const { client } = fakeSendo({ guard: rejecting });
  expect(() => client.withOptions({ guard: undefined } as never)).toThrow(/`guard` cannot be changed/);
});

/** A small generator with a seed, so that the same 10,000 messages are made in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("10,000 sends under onlyTo, in every way and to every spelling, dispatch to nobody else", async () => {
  const random = seeded(25);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const listed = ["+12065550142", "+12065550143", "+447911123456"];
  const strangers = (): string => `+1206555${String(Math.floor(random() * 10_000)).padStart(4, "0")}`;
  const nearMisses = listed.flatMap((to) => [`${to}0`, to.slice(0, -1), to.slice(1), ` ${to}`, to.replace("+", "00")]);
  const fake = fakeSendo({ guard: createGuard({ onlyTo: listed }), idempotency: memoryIdempotencyStore() });
  const ways = Object.values(WAYS);
  let allowed = 0;
  for (let i = 0; i < 10_000; i += 1) {
    const kind = random();
    const to = kind < 0.3 ? pick(listed) : kind < 0.8 ? strangers() : pick(nearMisses);
    if (kind < 0.3) allowed += 1;
    await Promise.resolve(pick(ways)(fake.client, to)).catch(() => {});
  }
  expect(allowed).toBeGreaterThan(2_500);
  expect(fake.outbox.sent.length).toBeGreaterThan(1_000);
  expect(new Set(fake.outbox.sent.map(({ to }) => to))).toEqual(new Set(listed));
}, 60_000);
