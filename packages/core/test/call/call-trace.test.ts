import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { afterEach, expect, test } from "vitest";
import { memoryIdempotencyStore, type AttemptResult, type SendoCallTrace, type SendoOptions } from "../../src/index.js";
import { json as response, scriptedClient } from "../support/scripted-client.js";

const channels = tracingChannel<unknown, SendoCallTrace>("sendo:call");
const seen: { event: string; trace: SendoCallTrace }[] = [];
const listen = (event: string) => (trace: unknown) =>
  void seen.push({ event, trace: { ...(trace as SendoCallTrace) } });
const listeners = {
  start: listen("start"),
  end: listen("end"),
  asyncStart: listen("asyncStart"),
  asyncEnd: listen("asyncEnd"),
  error: listen("error"),
};
afterEach(() => {
  channels.unsubscribe(listeners);
  seen.length = 0;
});

const message = { to: "+12065550142", body: "Your table is ready" };

const setUp = (script: AttemptResult[], options: SendoOptions = {}) =>
  scriptedClient((_, index) => script[index] ?? response(500, {}), options, 1);

test("stripe-node#364: a call is one trace, with attempts, time in the queue, status and outcome", async () => {
  channels.subscribe(listeners);
  const { sendo, clock } = setUp([{ failure: { dispatched: false } }, response(200, { success: true, id: "m" })]);
  const sent = sendo.messages.send(message, { reference: "order-1007" });
  await clock.advance(2_000);
  await sent;
  const start = { operation: "POST /v1/message/send", reference: "order-1007" };
  const over = { ...start, attempts: 2, queuedMs: 500, httpStatus: 200, outcome: "accepted" };
  expect(seen).toEqual([
    { event: "start", trace: start },
    { event: "end", trace: start },
    { event: "asyncStart", trace: over },
    { event: "asyncEnd", trace: over },
  ]);
});

test("a call that fails says so with its outcome, its code and its error", async () => {
  channels.subscribe(listeners);
  const { sendo } = setUp([response(500, {})]);
  const error: unknown = await sendo.messages.send(message).catch((reason: unknown) => reason);
  expect(seen.map(({ event }) => event)).toEqual(["start", "end", "error", "asyncStart", "asyncEnd"]);
  expect(seen.at(-1)?.trace).toMatchObject({ outcome: "unknown", code: "server_error", httpStatus: 500, queuedMs: 0 });
  expect(seen.at(-1)?.trace.error).toBe(error);
});

test("a read has no outcome, and an id is not in its name", async () => {
  channels.subscribe(listeners);
  const { sendo } = setUp([response(200, { message: { id: "m" } })]);
  await sendo.messages.retrieve("m");
  expect(seen.at(-1)?.trace).toEqual({
    operation: "GET /v1/message/{id}",
    reference: undefined,
    attempts: 1,
    queuedMs: 0,
    httpStatus: 200,
  });
});

test("what an idempotency store answers is a trace without a request", async () => {
  const { sendo } = setUp([response(200, { success: true, id: "m" })], { idempotency: memoryIdempotencyStore() });
  await sendo.messages.send(message, { idempotencyKey: "order-1007" });
  channels.subscribe(listeners);
  await sendo.messages.send(message, { idempotencyKey: "order-1007" });
  expect(seen.at(-1)?.trace).toMatchObject({ attempts: 0, outcome: "accepted" });
});

test("input that is rejected is no call", async () => {
  channels.subscribe(listeners);
  const { sendo } = setUp([]);
  await expect(sendo.messages.send({ ...message, to: "5" })).rejects.toMatchObject({ code: "invalid_input" });
  expect(seen).toEqual([]);
});

test("a store that is bound to the channel is there in the transport and after the call", async () => {
  const spans = new AsyncLocalStorage<string>();
  const inTransport: (string | undefined)[] = [];
  const transport = {
    start: () => {
      inTransport.push(spans.getStore());
      return { result: Promise.resolve(response(200, { success: true, id: "m" })), cancel: () => true };
    },
  };
  channels.start.bindStore(spans, ({ operation }) => operation);
  const { sendo } = setUp([], { transport });
  await sendo.messages.send(message);
  channels.start.unbindStore(spans);
  expect(inTransport).toEqual(["POST /v1/message/send"]);
});
