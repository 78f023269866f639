import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemClock, type Clock } from "../../src/internal/clock.js";
import { Sendo, type SendoError } from "../../src/index.js";
import { head, startRawServer, whole, type RawBehaviour, type RawServer } from "../support/raw-server.js";
import { failure } from "../support/failure.js";

const KEY = "sandbox_canary_key";
const message = { to: "+12065550142", body: "canary body", metadata: { orderId: "canary order" } };
const accepted = (id: string): string => JSON.stringify({ success: true, id });
const OK = "HTTP/1.1 200 OK";

/** The machine's time, in which timers end when the test says so: then no test has to wait, and none is late. */
function clockByHand(): Clock & { expire(): void } {
  const timers = new Set<() => void>();
  return {
    ...systemClock,
    setTimer(run) {
      timers.add(run);
      return { cancel: () => void timers.delete(run) };
    },
    expire() {
      for (const run of [...timers]) run();
    },
  };
}

let server: RawServer;
const clients: Sendo[] = [];

beforeAll(async () => {
  server = await startRawServer();
});
afterAll(() => server.close());
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 }))));

function client(of: RawServer = server, clock: Clock = systemClock): Sendo {
  const sendo = new Sendo({ apiKey: KEY, baseUrl: of.url, ca: of.ca, campaign: "c" }, { clock, random: () => 0 });
  clients.push(sendo);
  return sendo;
}

/** One response to the message, and a plain response to the next message. */
function answerOnce(from: number, answer: RawBehaviour | string | Buffer): RawBehaviour {
  return (socket, nth) => {
    if (nth > from + 1) socket.write(whole(accepted("the next"), OK));
    else if (typeof answer === "function") answer(socket, nth);
    else socket.write(answer);
  };
}

function expectNoLeak(error: SendoError): void {
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  for (const canary of [KEY, "canary body", "canary order", "2065550142"]) expect(shown).not.toContain(canary);
}

/** The next send shows whether the response, or bytes behind it, still affect the connection. */
async function expectNextToBeItself(sendo: Sendo, from: number): Promise<void> {
  expect(await sendo.messages.send(message)).toMatchObject({ id: "the next" });
  expect(server.requests).toHaveLength(from + 2);
}

const chunked = (body: string, ...trailers: readonly string[]): string =>
  `${body.length.toString(16)}\r\n${body}\r\n0\r\n${trailers.map((line) => `${line}\r\n`).join("")}\r\n`;
const a = accepted("a");
const deep = `{"success":true,"id":"a","pad":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;

describe("accepted: the answer is whole and holds an id, however oddly it came", () => {
  test.each<[string, RawBehaviour | string | Buffer]>([
    ["trailers behind the body", head(OK, "transfer-encoding: chunked", "trailer: x-a") + chunked(a, "x-a: 1")],
    ["HTTP/1.0 and the end of the connection", (socket) => socket.end(head("HTTP/1.0 200 OK") + a)],
    ["no reason in the status line", whole(a, "HTTP/1.1 200")],
    ["an empty line before the status line", Buffer.concat([Buffer.from("\r\n"), whole(a, OK)])],
    ["a 100 that nobody asked for", Buffer.concat([Buffer.from(head("HTTP/1.1 100 Continue")), whole(a, OK)])],
    ["early hints", Buffer.concat([Buffer.from(head("HTTP/1.1 103 Early Hints", "link: </x>")), whole(a, OK)])],
    ["JSON behind a byte order mark", whole(`\ufeff${a}`, OK)],
    ["JSON that sets a prototype", whole('{"success":true,"id":"a","__proto__":{"success":false,"id":"b"}}', OK)],
    ["JSON 100,000 deep", whole(deep, OK)],
    ["a second answer in the same breath", Buffer.concat([whole(a, OK), whole(accepted("b"), OK)])],
  ])("%s", async (_, answer) => {
    const from = server.requests.length;
    server.behave(answerOnce(from, answer));
    const sendo = client();
    expect(await sendo.messages.send(message)).toMatchObject({ id: "a" });
    await expectNextToBeItself(sendo, from);
  });
});

test("accepted: a close_notify after the whole body, and a new connection for the next message", async () => {
  const from = server.requests.length;
  let gone!: () => void;
  const goodbye = new Promise<void>((resolve) => (gone = resolve));
  server.behave(answerOnce(from, (socket) => socket.once("close", gone).end(whole(a, OK))));
  const sendo = client();
  expect(await sendo.messages.send(message)).toMatchObject({ id: "a" });
  await goodbye;
  await expectNextToBeItself(sendo, from);
});

describe("unknown: the request had arrived, and no whole answer with an id came back", () => {
  const gzipped = gzipSync(a);
  test.each<[string, code: string, httpStatus: number | undefined, RawBehaviour | string | Buffer]>([
    ["101 to another protocol", "unexpected_status", 101, head("HTTP/1.1 101 X", "connection: upgrade", "upgrade: x")],
    ["101 to none", "unexpected_status", 101, head("HTTP/1.1 101 Switching Protocols")],
    ["two lengths, equal", "connection_lost", undefined, whole(a, OK, `content-length: ${a.length}`)],
    ["two lengths, different", "connection_lost", undefined, whole(a, OK, "content-length: 5")],
    [
      "a length and chunks",
      "connection_lost",
      undefined,
      head(OK, "content-length: 5", "transfer-encoding: chunked") + chunked(a),
    ],
    ["a goodbye (close_notify) before the answer", "connection_lost", undefined, (socket) => socket.end()],
    [
      "a goodbye (close_notify) within the body",
      "unreadable_response",
      200,
      (socket) => socket.end(head(OK, "content-length: 999") + a),
    ],
    ["a header of 1 MB", "connection_lost", undefined, whole(a, OK, `x-big: ${"x".repeat(1_000_000)}`)],
    ["garbage before the status line", "connection_lost", undefined, `garbage\r\n${whole(a, OK).toString()}`],
    ["gzip that nobody asked for", "unreadable_response", 200, whole(gzipped, OK, "content-encoding: gzip")],
    ["an empty 200", "unreadable_response", 200, whole("", OK)],
    ["204", "unreadable_response", 204, head("HTTP/1.1 204 No Content")],
    ["204 with a body, which HTTP forbids", "unreadable_response", 204, whole(a, "HTTP/1.1 204 No Content")],
    ["an id in the prototype only", "unreadable_response", 200, whole('{"success":true,"__proto__":{"id":"a"}}', OK)],
    ["a status of four digits", "connection_lost", undefined, whole(a, "HTTP/1.1 2000 OK")],
    ["chunks without a size", "unreadable_response", 200, `${head(OK, "transfer-encoding: chunked")}zz\r\n${a}`],
  ])("%s", async (_, code, httpStatus, answer) => {
    const from = server.requests.length;
    server.behave(answerOnce(from, answer));
    const sendo = client();
    const error = await failure(sendo.messages.send(message));
    expect(error).toMatchObject({ code, outcome: "unknown", retryable: false, attempts: 1 });
    expect(error.httpStatus).toBe(httpStatus);
    expectNoLeak(error);
    await expectNextToBeItself(sendo, from);
  });
});

/** Resolves in the moment in which a status line and its headers have been read. */
function statusLineRead(): Promise<void> {
  const channel = "http.client.response.finish";
  return new Promise((resolve) => {
    const listener = (): void => {
      unsubscribe(channel, listener);
      setImmediate(resolve);
    };
    subscribe(channel, listener);
  });
}

/** What becomes of a call whose answer goes no further than this, when its time is up. */
async function whenTimeIsUp<T>(answer: string | Buffer, call: (sendo: Sendo) => Promise<T>) {
  const clock = clockByHand();
  const from = server.requests.length;
  server.behave(answerOnce(from, answer));
  const sendo = client(server, clock);
  const read = statusLineRead();
  const settled = call(sendo);
  await read;
  clock.expire();
  return { sendo, from, settled: await settled };
}

describe("an answer that stops after its status line", () => {
  const failedSend = (sendo: Sendo): Promise<SendoError> => failure(sendo.messages.send(message));
  const hanging = (status: string, ...lines: readonly string[]): string =>
    `${head(`HTTP/1.1 ${status}`, "content-length: 99", ...lines)}{"error":"canary body for 2065550142`;

  test.each([
    ["400 Bad Request", "bad_request"],
    ["401 Unauthorized", "unauthorized"],
    ["404 Not Found", "not_found"],
    ["431 Too Large", "request_rejected"],
  ])("%s: rejected when the time is up, since the status line is enough", async (status, code) => {
    const { sendo, from, settled: error } = await whenTimeIsUp(hanging(status), failedSend);
    expect(error).toMatchObject({ code, outcome: "rejected", retryable: false, attempts: 1 });
    expect(error.httpStatus).toBe(Number(status.slice(0, 3)));
    expectNoLeak(error);
    await expectNextToBeItself(sendo, from);
  });

  test.each(["signal", "close"])("also when it is ended by %s", async (by) => {
    server.behave(answerOnce(server.requests.length, hanging("400 Bad Request")));
    const controller = new AbortController();
    const sendo = client();
    const read = statusLineRead();
    const sent = failure(sendo.messages.send(message, { signal: controller.signal }));
    await read;
    if (by === "signal") controller.abort();
    else await sendo.close({ drainMs: 0 });
    expect(await sent).toMatchObject({ code: "bad_request", outcome: "rejected" });
  });

  test("429: the limiter learns of it, and the message is sent again after the wait", async () => {
    const answer = hanging("429 Too Many Requests", "retry-after: 0");
    const { sendo, settled } = await whenTimeIsUp(answer, (sendo) => sendo.messages.send(message).withResponse());
    expect(settled).toMatchObject({ data: { id: "the next" }, info: { attempts: 2 } });
    expect(sendo.rateLimit.limit).toBe(10);
  });

  test.each(["200 OK", "500 Internal Server Error", "307 Temporary Redirect"])("%s: unknown", async (status) => {
    const { sendo, from, settled } = await whenTimeIsUp(hanging(status), failedSend);
    expect(settled).toMatchObject({ code: "attempt_timeout", outcome: "unknown", retryable: false, attempts: 1 });
    await expectNextToBeItself(sendo, from);
  });

  test("an HTTP/1.0 answer whose connection stays open has no end: unknown", async () => {
    const { settled } = await whenTimeIsUp(head("HTTP/1.0 200 OK") + a, failedSend);
    expect(settled).toMatchObject({ code: "attempt_timeout", outcome: "unknown" });
  });

  test("of a read: the rejection, and no further request", async () => {
    const { from, settled } = await whenTimeIsUp(hanging("404 Not Found"), (sendo) =>
      failure(sendo.messages.retrieve("m")),
    );
    expect(settled).toMatchObject({ code: "not_found", attempts: 1 });
    expect(server.requests).toHaveLength(from + 1);
  });
});

test.each([
  ["413 Content Too Large", { code: "request_rejected", outcome: "rejected", httpStatus: 413 }],
  ["500 Internal Server Error", { code: "server_error", outcome: "unknown", httpStatus: 500 }],
])("an answer before the request was whole counts as any other: %s", async (status, expected) => {
  const rude = await startRawServer();
  try {
    // Its head arrives, and never all of its body: the server reads no further.
    const sendo = client(rude);
    const body = { pad: "x".repeat(8 * 1024 * 1024) };
    rude.behaveAtOnce((socket) => {
      socket.write(whole('{"error":"no"}', `HTTP/1.1 ${status}`, "connection: close"));
    });
    const error = await failure(sendo.request({ method: "POST", path: "/v1/x", body }));
    expect(error).toMatchObject({ ...expected, detail: "no", attempts: 1 });
    expect(rude.requests).toHaveLength(0);
  } finally {
    await rude.close();
  }
});
