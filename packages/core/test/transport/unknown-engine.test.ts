import { EventEmitter } from "node:events";
import https from "node:https";
import { Duplex } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { HttpsTransport } from "../../src/index.js";
import { mayHaveLeft } from "../../src/transport/dispatch-evidence.js";
import type { TransportAttempt } from "../../src/transport/transport.js";

class SilentRequest extends EventEmitter {
  readonly end = vi.fn<(body?: unknown) => void>();
  readonly destroy = vi.fn();
}

class FakeSocket extends Duplex {
  secureConnecting: boolean | undefined;
  bytesWritten = 100;

  constructor(secureConnecting?: boolean) {
    super({ read() {}, write: (_chunk, _encoding, done) => done() });
    this.secureConnecting = secureConnecting;
  }

  ref(): this {
    return this;
  }
}

let request: SilentRequest;
afterEach(() => vi.restoreAllMocks());

function start(during: (agent: Record<string, (...args: unknown[]) => unknown>) => void = () => {}): TransportAttempt {
  request = new SilentRequest();
  // What `node:https` does on the engine under test.
  vi.spyOn(https, "request").mockImplementation(((options: object) => {
    during((options as { agent: never }).agent);
    return request;
  }) as never);
  return new HttpsTransport().start({
    method: "POST",
    url: new URL("https://127.0.0.1:1/v1/message"),
    headers: {},
    body: "{}",
  });
}

test("a request of which the engine shows nothing may have left (workerd)", () => {
  expect(start().cancel()).toBe(true);
});

test.each(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND"])(
  "no error code alone proves that nothing left: %s",
  async (code) => {
    const attempt = start();
    request.emit("error", Object.assign(new Error(), { code }));
    expect(await attempt.result).toMatchObject({ failure: { dispatched: true } });
  },
);

test("a request that is closed without an error may have left", async () => {
  const attempt = start();
  request.emit("close");
  expect(await attempt.result).toMatchObject({ failure: { dispatched: true } });
});

test.each([undefined, false])(
  "a socket whose `secureConnecting` is %s may have carried the request",
  (secureConnecting) => {
    const attempt = start();
    request.emit("socket", new FakeSocket(secureConnecting));
    expect(attempt.cancel()).toBe(true);
  },
);

test("a socket that was seen in its handshake proves that nothing left, and is destroyed so that nothing will", () => {
  const attempt = start();
  const socket = new FakeSocket(true);
  request.emit("socket", socket);
  expect(attempt.cancel()).toBe(false);
  expect(socket.destroyed).toBe(true);
});

test("a socket that announces its handshake only by an event counts from then on", () => {
  const attempt = start();
  const socket = new FakeSocket(true);
  request.emit("socket", socket);
  socket.emit("secureConnect");
  expect(attempt.cancel()).toBe(true);
});

test("an idle socket that our pool gave proves that nothing left until something is written to it", () => {
  const unused = new FakeSocket(false);
  expect(start((agent) => agent.reuseSocket!(unused, new SilentRequest())).cancel()).toBe(false);
  expect(unused.destroyed).toBe(true);

  const used = new FakeSocket(false);
  const attempt = start((agent) => agent.reuseSocket!(used, new SilentRequest()));
  used.bytesWritten += 1;
  expect(attempt.cancel()).toBe(true);

  const assigned = new FakeSocket(false);
  const other = start((agent) => agent.reuseSocket!(assigned, new SilentRequest()));
  request.emit("socket", assigned);
  expect(other.cancel()).toBe(true);
});

test("an engine that cannot build the request never got its body, so nothing was sent", async () => {
  const attempt = start(() => {
    throw new TypeError("not implemented");
  });
  expect(await attempt.result).toMatchObject({ failure: { dispatched: false } });
  expect(attempt.cancel()).toBe(false);
  expect(request.end).not.toHaveBeenCalled();
});

test("an engine that throws when it got the body may have sent it", async () => {
  vi.spyOn(https, "request").mockImplementation((() => {
    request = new SilentRequest();
    request.end.mockImplementation(() => {
      throw new TypeError("half implemented");
    });
    return request;
  }) as never);
  const { result } = new HttpsTransport().start({
    method: "POST",
    url: new URL("https://127.0.0.1:1/"),
    headers: {},
    body: "{}",
  });
  expect(await result).toMatchObject({ failure: { dispatched: true } });
  expect(request.destroy).toHaveBeenCalled();
});

test("the rule: only sockets that were seen, none of them secured, prove that nothing left", () => {
  expect(mayHaveLeft([])).toBe(true);
  expect(mayHaveLeft(["secured"])).toBe(true);
  expect(mayHaveLeft(["handshaking", "secured"])).toBe(true);
  for (const state of ["opening", "handshaking", "idle"] as const) expect(mayHaveLeft([state])).toBe(false);
});
