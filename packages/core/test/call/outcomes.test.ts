import net, { type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/internal/clock.js";
import { Sendo, isOutcomeUnknown, type AttemptInfo, type SendoOptions } from "../../src/index.js";
import { answer, startCountingServer, type Behaviour, type CountingServer } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

let server: CountingServer;
const clients: Sendo[] = [];
let accounts = 0;

beforeAll(async () => {
  server = await startCountingServer();
});
afterAll(() => server.close());
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  server.requests.length = 0;
});

const message = { to: "+12065550142", body: "Your table is ready" };

function client(options: SendoOptions = {}): Sendo {
  const sendo = new Sendo(
    {
      apiKey: "sandbox_key",
      baseUrl: server.url,
      ca: server.ca,
      campaign: "U7fQ39nX",
      reference: false,
      rateLimit: { account: `outcomes ${(accounts += 1)}` }, // a limiter of its own: lost requests hold places for seconds
      ...options,
    },
    { clock: systemClock, random: () => 0 }, // no jitter: repeats follow at once
  );
  clients.push(sendo);
  return sendo;
}

describe("a write that was dispatched and has no readable answer: unknown, one request, never repeated", () => {
  const behaviours: Record<string, [Behaviour, code: string, httpStatus?: number]> = {
    "reset after reading": [(_, __, connection) => connection.reset(), "connection_lost"],
    "connection closed after reading": [(_, __, connection) => connection.destroy(), "connection_lost"],
    "500": [(_, response) => answer(response, 500, { error: "internal" }), "server_error", 500],
    "503 as HTML": [
      (_, response) => answer(response, 503, "<h1>Service Unavailable</h1>", { "content-type": "text/html" }),
      "server_error",
      503,
    ],
    "307 to somewhere else": [
      (_, response) => answer(response, 307, "", { location: `${server.url}/v1/elsewhere` }),
      "unexpected_status",
      307,
    ],
    "408": [(_, response) => answer(response, 408, { error: "slow" }), "unexpected_status", 408],
    "409, which is not documented": [(_, response) => answer(response, 409, { error: "?" }), "unexpected_status", 409],
    "half a body": [
      (_, response, connection) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"success":true,"id":"', () => connection.destroy());
      },
      "unreadable_response",
      200,
    ],
    "a body that breaks off after what could be the whole answer": [
      (_, response, connection) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"success":true,"id":"m"}', () => connection.destroy());
      },
      "unreadable_response",
      200,
    ],
    "2xx without an id": [(_, response) => answer(response, 200, { success: true }), "unreadable_response", 200],
    "2xx with an empty id": [
      (_, response) => answer(response, 200, { success: true, id: "" }),
      "unreadable_response",
      200,
    ],
    "2xx that is not JSON": [(_, response) => answer(response, 200, "OK"), "unreadable_response", 200],
    "204": [(_, response) => answer(response, 204, ""), "unreadable_response", 204],
    "a body over 5 MiB": [
      (_, response) => answer(response, 200, { success: true, id: "x", pad: "x".repeat(5 * 1024 * 1024) }),
      "unreadable_response",
      200,
    ],
    "headers of 1 MB": [
      (_, response) => answer(response, 200, { success: true, id: "x" }, { "x-big": "x".repeat(1_000_000) }),
      "connection_lost",
    ],
    "not HTTP at all": [(_, response) => response.socket!.end("hello\r\n\r\n"), "connection_lost"],
  };

  test.each(Object.entries(behaviours))("%s", async (_, [behaviour, code, httpStatus]) => {
    server.behave(behaviour);
    const error = await failure(client().messages.send(message));
    expect(error).toMatchObject({ code, outcome: "unknown", retryable: false, attempts: 1 });
    expect(error.httpStatus).toBe(httpStatus);
    expect(isOutcomeUnknown(error)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test("a server that hangs", async () => {
    server.behave(() => {});
    const error = await failure(client({ timeoutMs: { write: 50 } }).messages.send(message));
    expect(error).toMatchObject({ code: "attempt_timeout", outcome: "unknown", retryable: false, attempts: 1 });
    expect(server.requests).toHaveLength(1);
  });

  test("an abort while the server works", async () => {
    server.behave(() => {});
    const controller = new AbortController();
    const send = failure(client().messages.send(message, { signal: controller.signal }));
    await server.received(1);
    controller.abort();
    expect(await send).toMatchObject({ code: "aborted", outcome: "unknown", retryable: false });
  });

  test("close without patience while the server works", async () => {
    server.behave(() => {});
    const sendo = client();
    const send = failure(sendo.messages.send(message));
    await server.received(1);
    expect(await sendo.close({ drainMs: 0 })).toEqual({ drained: 0, ended: 1 });
    expect(await send).toMatchObject({ code: "client_closed", outcome: "unknown" });
  });
});

describe("a write that Sendo rejected: rejected", () => {
  test.each([
    [400, { error: "bad" }, "bad_request"],
    [401, { error: "no key" }, "unauthorized"],
    [403, { error: "wrong key" }, "api_key_invalid"],
    [403, "<html>blocked</html>", "forbidden_by_proxy"],
    [404, { error: "no such" }, "not_found"],
    [405, { error: "no" }, "request_rejected"],
    [413, { error: "no" }, "request_rejected"],
    [415, { error: "no" }, "request_rejected"],
    [422, { error: "no" }, "request_rejected"],
    [431, { error: "no" }, "request_rejected"],
    [200, { success: false, error: "campaign not approved" }, "request_rejected"],
  ])("%i %j", async (httpStatus, body, code) => {
    server.behave((_, response) => answer(response, httpStatus, body));
    const error = await failure(client().messages.send(message));
    expect(error).toMatchObject({ code, outcome: "rejected", retryable: false, httpStatus, attempts: 1 });
    expect(error.detail).toBe(typeof body === "object" ? body.error : undefined);
    expect(server.requests).toHaveLength(1);
  });

  test("the status line is enough when the body of a 400 breaks off", async () => {
    server.behave((_, response, connection) => {
      response.writeHead(400, { "content-length": "1000" });
      response.write('{"error":"ba', () => connection.destroy());
    });
    expect(await failure(client().messages.send(message))).toMatchObject({ code: "bad_request", outcome: "rejected" });
  });

  test("429 is repeated behind the limiter, and then accepted", async () => {
    server.behave((_, response) =>
      server.requests.length === 1
        ? answer(response, 429, { error: "slow down" }, { "x-ratelimit-reset": String(Math.floor(Date.now() / 1000)) })
        : answer(response, 200, { success: true, id: "second" }),
    );
    const { data, info } = await client().messages.send(message).withResponse();
    expect(data).toEqual({ id: "second" });
    expect(info.attempts).toBe(2);
    expect(server.requests).toHaveLength(2);
  });

  test("429 with retry: false is one request, and may be retried by the caller", async () => {
    server.behave((_, response) => answer(response, 429, { error: "slow down" }, { "retry-after": "3" }));
    const error = await failure(client({ retry: false }).messages.send(message));
    expect(error).toMatchObject({ code: "rate_limited", outcome: "rejected", retryable: true, attempts: 1 });
    const inMs = error.retryAt!.getTime() - Date.now();
    expect(inMs).toBeGreaterThan(2000);
    expect(inMs).toBeLessThan(3500);
    expect(server.requests).toHaveLength(1);
  });

  test("a 429 whose wait does not fit the deadline fails at once", async () => {
    server.behave((_, response) => answer(response, 429, { error: "slow down" }, { "retry-after": "30" }));
    const error = await failure(client().messages.send(message, { deadlineMs: 5000 }));
    expect(error).toMatchObject({ code: "rate_limited", outcome: "rejected", attempts: 1 });
  });
});

describe("a write of which nothing left: not-sent", () => {
  async function freePort(): Promise<number> {
    const probe = net.createServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return port;
  }

  const retry = { notSent: 0 };

  test("refused connection", async () => {
    const error = await failure(
      client({ baseUrl: `https://127.0.0.1:${await freePort()}`, retry }).messages.send(message),
    );
    expect(error).toMatchObject({ code: "connection_failed", outcome: "not-sent", retryable: true, attempts: 1 });
    expect(error.cause).toMatchObject({ name: "Error", code: "ECONNREFUSED", syscall: "connect" });
  });

  test("a host name that does not exist", async () => {
    const error = await failure(
      client({ apiKey: "key", baseUrl: "https://sendo.invalid", retry }).messages.send(message),
    );
    expect(error).toMatchObject({ code: "connection_failed", outcome: "not-sent", retryable: true });
  });

  test("reset in the TLS handshake", async () => {
    let connections = 0;
    const rude = net.createServer((socket) => {
      connections += 1;
      socket.on("error", () => {});
      socket.once("data", () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
    const baseUrl = `https://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    const error = await failure(client({ baseUrl, retry: { notSent: 1 } }).messages.send(message));
    expect(error).toMatchObject({ code: "connection_failed", outcome: "not-sent", retryable: true, attempts: 2 });
    expect(connections).toBe(2);
    await new Promise((resolve) => rude.close(resolve));
  });

  test.each<[string, Parameters<typeof startCountingServer>[0], SendoOptions]>([
    ["untrusted", undefined, {}],
    [
      "expired",
      (authority) => authority.issue({ notBeforeEpochMs: Date.now() - 9000, notAfterEpochMs: Date.now() - 5000 }),
      {},
    ],
    ["for another host name", (authority) => authority.issue({ hosts: ["localhost"] }), {}],
  ])("a certificate that is %s is rejected and never repeated", async (kind, certificate) => {
    const other = await startCountingServer(certificate);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      const sendo = client({ baseUrl: other.url, ca: kind === "untrusted" ? server.ca : other.ca });
      const error = await failure(sendo.messages.send(message));
      expect(error).toMatchObject({
        code: "certificate_untrusted",
        outcome: "not-sent",
        retryable: false,
        attempts: 1,
      });
      expect(error.message).toContain("SENDO_CA_FILE");
      expect(error.message).toContain("NODE_TLS_REJECT_UNAUTHORIZED");
      expect(other.requests).toHaveLength(0);
      expect(other.connections()).toBe(1);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      await other.close();
    }
  });

  test("bad input", async () => {
    const error = await failure(client().messages.send({ to: "0206 555 0142", body: "x" }));
    expect(error).toMatchObject({ code: "invalid_input", outcome: "not-sent", retryable: false, attempts: 0 });
    expect(server.requests).toHaveLength(0);
  });

  test("a signal that is aborted already", async () => {
    const error = await failure(client().messages.send(message, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "aborted", outcome: "not-sent", retryable: false, attempts: 0 });
    expect(server.requests).toHaveLength(0);
  });

  test("a key function that fails", async () => {
    const apiKey = (): Promise<string> => Promise.reject(new Error("vault sealed: sandbox_key"));
    const error = await failure(client({ apiKey }).messages.send(message));
    expect(error).toMatchObject({ code: "config_api_key_failed", outcome: "not-sent", retryable: false });
    expect(server.requests).toHaveLength(0);
  });
});

describe("attemptHeaders", () => {
  test("ky's beforeRequest: each attempt has headers of its own, and is told which it is", async () => {
    server.behave((_, response) =>
      server.requests.length === 1
        ? answer(response, 429, {}, { "retry-after": "1" })
        : answer(response, 200, { success: true, id: "m" }),
    );
    const told: unknown[] = [];
    const attemptHeaders = (attempt: AttemptInfo): Record<string, string> => {
      told.push(attempt);
      return { traceparent: `trace-${attempt.attempt}`, "X-Both": "attempt" };
    };
    const sending = client({ attemptHeaders }).messages.send(message, {
      reference: "r-1",
      headers: { "x-both": "call" },
    });
    await sending;
    expect(server.requests.map(({ headers }) => [headers.traceparent, headers["x-both"]])).toEqual([
      ["trace-1", "attempt"],
      ["trace-2", "attempt"],
    ]);
    expect(told).toEqual([1, 2].map((attempt) => ({ operation: "POST /v1/message/send", attempt, reference: "r-1" })));
  });

  test.each<[string, () => never]>([
    [
      "throws",
      () => {
        throw new Error("no span for +12065550142");
      },
    ],
    ["names the key's header", () => ({ Authorization: "Bearer other" }) as never],
    ["returns a Map", () => new Map([["a", "b"]]) as never],
    ["returns a promise", () => Promise.resolve({}) as never],
    ["breaks the line", () => ({ a: "b\r\nc: d" }) as never],
  ])("one that %s sends nothing, and the next call finds its slot free", async (_, attemptHeaders) => {
    const sendo = client({ attemptHeaders, maxConnections: 1, requestsPerSecond: 1 });
    const error = await failure(sendo.messages.send(message));
    expect(error).toMatchObject({ code: "config_headers_failed", outcome: "not-sent", retryable: false, attempts: 0 });
    expect(JSON.stringify(error) + error.message).not.toContain("2065550142");
    expect(sendo.rateLimit.inFlight).toBe(0);
    await failure(sendo.messages.send(message));
    expect(server.requests).toHaveLength(0);
  });
});

describe("reads", () => {
  test.each<[string, Behaviour]>([
    ["500", (_, response) => answer(response, 500, { error: "x" })],
    [
      "half a body",
      (_, response, connection) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("{", () => connection.destroy());
      },
    ],
    ["reset", (_, __, connection) => connection.reset()],
  ])("are repeated twice after %s", async (_, fault) => {
    server.behave((request, response, connection) =>
      server.requests.length < 3
        ? fault(request, response, connection)
        : answer(response, 200, { message: { id: "m" } }),
    );
    const { data, info } = await client().messages.retrieve("m").withResponse();
    expect(data).toEqual({ id: "m" });
    expect(info.attempts).toBe(3);
  });

  test("give up with an error that has no outcome and may be retried", async () => {
    server.behave((_, response) => answer(response, 500, { error: "x" }));
    const error = await failure(client({ retry: { reads: 1 } }).messages.retrieve("m"));
    expect(error).toMatchObject({ code: "server_error", retryable: true, attempts: 2 });
    expect(error.outcome).toBeUndefined();
  });
});

test("a request is what Sendo documents: POST, JSON, Bearer, and nothing that was not asked for", async () => {
  server.behave((_, response) => answer(response, 200, { success: true, id: "m" }));
  await client().messages.send({
    ...message,
    metadata: { orderId: "A-1007" },
    extra: { scheduledTime: "later", to: "+10000000000" },
  });
  expect(server.requests[0]).toMatchObject({
    method: "POST",
    url: "/v1/message/send",
    headers: {
      authorization: "Bearer sandbox_key",
      "content-type": "application/json",
      "accept-encoding": "identity", // a compressed success would leave the outcome unknown
      "user-agent": "sendo-node/0.0.0-test",
    },
  });
  expect(JSON.parse(server.requests[0]!.body)).toEqual({
    campaign: "U7fQ39nX",
    ...message,
    metadata: { orderId: "A-1007" },
    scheduledTime: "later",
  });
});
