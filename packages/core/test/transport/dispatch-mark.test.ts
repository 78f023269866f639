import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { memoryIdempotencyStore, Sendo, type IdempotencyStore } from "../../src/index.js";
import { answer, startCountingServer, startDoor, type CountingServer, type Door } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

let server: CountingServer;
let door: Door;
const clients: Sendo[] = [];
let accounts = 0;

beforeEach(async () => {
  server = await startCountingServer();
  door = await startDoor(server.port);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  await door.close();
  await server.close();
});

const message = { to: "+12065550142", body: "Your table is ready" };

/** A client whose store records each dispatch mark, with the number of requests that the server had got by then. */
function setUp(dispatch: (mark: () => Promise<boolean>) => Promise<boolean> = (mark) => mark()) {
  const memory = memoryIdempotencyStore();
  const requestsAtMark: number[] = [];
  const store: IdempotencyStore = {
    ...memory,
    async dispatch(key, mark) {
      requestsAtMark.push(server.requests.length);
      return dispatch(() => memory.dispatch(key, mark));
    },
  };
  const sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: `https://127.0.0.1:${door.port}`,
    ca: server.ca,
    campaign: "U7fQ39nX",
    rateLimit: { account: `dispatch mark ${(accounts += 1)}` },
    idempotency: store,
    retry: false,
  });
  clients.push(sendo);
  return { sendo, requestsAtMark };
}

describe("issue 21: a message is marked as dispatched once its connection is ready, and before it leaves", () => {
  test("during a slow TLS handshake there is no mark: a process that is killed then has sent nothing", async () => {
    const { sendo, requestsAtMark } = setUp();
    const sent = sendo.messages.send(message, { idempotencyKey: "a" });
    await door.knocked();
    expect(requestsAtMark).toEqual([]);
    door.open();
    await sent;
    // Over the connection that is open now.
    await sendo.messages.send(message, { idempotencyKey: "b" });
    expect(requestsAtMark).toEqual([0, 1]);
    expect(server.requests).toHaveLength(2);
  });

  test("a mark that fails leaves nothing on the wire", async () => {
    const { sendo } = setUp(() => Promise.reject(new Error("the store is unavailable")));
    door.open();
    const error = await failure(sendo.messages.send(message, { idempotencyKey: "a" }));
    expect(error).toMatchObject({ code: "idempotency_store_failed", outcome: "not-sent", attempts: 0 });
    expect(server.requests).toEqual([]);
  });

  test("a key that another process has taken over is not sent", async () => {
    const { sendo } = setUp(() => Promise.resolve(false));
    door.open();
    const error = await failure(sendo.messages.send(message, { idempotencyKey: "a" }));
    expect(error).toMatchObject({ code: "idempotency_in_progress", outcome: "not-sent", retryable: true });
    expect(server.requests).toEqual([]);
  });

  test("a call that ends while it is marked was not sent, also when the mark comes late", async () => {
    let [begin, finish] = [(): void => {}, (): void => {}];
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const { sendo } = setUp(async (mark) => {
      begin();
      await finished;
      return mark();
    });
    door.open();
    const controller = new AbortController();
    const sent = failure(sendo.messages.send(message, { idempotencyKey: "a", signal: controller.signal }));
    await begun;
    controller.abort();
    expect(await sent).toMatchObject({ code: "aborted", outcome: "not-sent" });
    finish();
    await sendo.messages.send({ ...message, body: "the later one" });
    expect(server.requests.map(({ body }) => (JSON.parse(body) as typeof message).body)).toEqual(["the later one"]);
  });
});

describe("issue 21: `queueSignal` ends a call only while nothing of it has left", () => {
  test("in the queue, and during the handshake: it was not sent, and never will be", async () => {
    const { sendo, requestsAtMark } = setUp();
    const controller = new AbortController();
    const { signal: queueSignal } = controller;
    const calls = Array.from({ length: 40 }, (_, index) =>
      failure(sendo.messages.send(message, { idempotencyKey: `call ${index}`, queueSignal })),
    );
    await door.knocked();
    controller.abort();
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: "aborted", outcome: "not-sent" });
    expect(requestsAtMark).toEqual([]);
    door.open();
    await sendo.messages.send({ ...message, body: "the later one" });
    expect(server.requests.map(({ body }) => (JSON.parse(body) as typeof message).body)).toEqual(["the later one"]);
  });

  test("after it has left: the call goes on, with and without a key", async () => {
    const { sendo } = setUp();
    door.open();
    const held: (() => void)[] = [];
    server.behave((_, response) => void held.push(() => answer(response, 200, { success: true, id: "m" })));
    const controller = new AbortController();
    const { signal: queueSignal } = controller;
    const calls = [
      sendo.messages.send(message, { idempotencyKey: "a", queueSignal }),
      sendo.messages.send(message, { queueSignal }),
    ];
    await server.received(2);
    controller.abort();
    held.forEach((respond) => respond());
    expect(await Promise.all(calls)).toMatchObject([{ id: "m" }, { id: "m" }]);
    const late = failure(sendo.messages.send(message, { queueSignal }));
    expect(await late).toMatchObject({ code: "aborted", outcome: "not-sent" });
  });
});

test("issue 21: at most two messages are marked at a time", async () => {
  let marking = 0;
  let most = 0;
  const { sendo } = setUp(async (mark) => {
    most = Math.max(most, (marking += 1));
    await new Promise((resolve) => setImmediate(resolve));
    marking -= 1;
    return mark();
  });
  door.open();
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => sendo.messages.send(message, { idempotencyKey: `call ${index}` })),
  );
  expect(server.requests).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(2);
});
