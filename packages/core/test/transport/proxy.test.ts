import { createAuthority } from "@sendo-internal/local-authority";
import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Sendo, type SendoOptions } from "../../src/index.js";
import { failure } from "../support/failure.js";

// Only a proxy can find this host: were it not asked, nothing would be reached.
const HOST = "api.sendo.test";
const PASSWORD = "pr0xy-c4n4ry";

let server: https.Server;
let received: string[];
let ca: string;
let proxy: http.Server;
let asked: IncomingMessage[];
/** What the proxy does; by default it opens the tunnel. */
let behave: (request: IncomingMessage, socket: Socket) => void;
const sockets = new Set<Socket>();
const clients: Sendo[] = [];

const portOf = (of: net.Server): number => (of.address() as AddressInfo).port;
const message = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" };

beforeEach(async () => {
  const authority = await createAuthority({ hosts: [HOST], epochMs: Date.now() });
  const { certPem, keyPem } = await authority.issue();
  ca = authority.caPem;
  received = [];
  server = https.createServer({ cert: certPem, key: keyPem }, (request, response) => {
    received.push(`${request.method} ${request.headers.host} ${String(request.headers["proxy-authorization"])}`);
    request.resume().on("end", () => response.end(JSON.stringify({ success: true, id: `m-${received.length}` })));
  });
  asked = [];
  behave = (_, socket) => openTo(socket);
  proxy = http.createServer().on("connect", (request, socket: Socket) => {
    asked.push(request);
    behave(request, socket);
  });
  for (const listener of [server, proxy]) {
    listener.on("connection", (socket: Socket) => {
      sockets.add(socket.on("error", () => {}));
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
  }
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const listener of [server, proxy]) await new Promise((resolve) => listener.close(resolve));
});

function openTo(socket: Socket, port = portOf(server)): void {
  const onward = net.connect(port, "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    onward.pipe(socket).pipe(onward);
  });
  sockets.add(onward.on("error", () => socket.destroy()));
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

function client(options: SendoOptions = {}): Sendo {
  const sendo = new Sendo({
    apiKey: "key",
    baseUrl: `https://${HOST}`,
    ca,
    proxy: `http://127.0.0.1:${portOf(proxy)}`,
    requestsPerSecond: false,
    retry: false,
    ...options,
  });
  clients.push(sendo);
  return sendo;
}

describe("through a proxy", () => {
  test("the request travels inside TLS of its own, and connections are kept", async () => {
    const sendo = client({ proxy: `http://olga:${PASSWORD}@127.0.0.1:${portOf(proxy)}` });
    expect((await sendo.messages.send(message)).id).toBe("m-1");
    expect((await sendo.messages.send(message)).id).toBe("m-2");
    expect(received).toEqual([`POST ${HOST} undefined`, `POST ${HOST} undefined`]);
    expect(asked.map(({ url, headers }) => [url, headers["proxy-authorization"], headers.authorization])).toEqual([
      [`${HOST}:443`, `Basic ${Buffer.from(`olga:${PASSWORD}`).toString("base64")}`, undefined],
    ]);
  });

  test("a certificate for another name is rejected, as without a proxy", async () => {
    const other = client({ baseUrl: "https://other.sendo.test" });
    const error = await failure(other.messages.send(message));
    expect(error).toMatchObject({ code: "certificate_untrusted", outcome: "not-sent" });
    expect(received).toEqual([]);
  });

  test.each([
    [
      "407 with a page",
      "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nlog!",
      "PROXY_ANSWERED_407",
    ],
    ["403, which is not Sendo's 403", "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", "PROXY_ANSWERED_403"],
    ["502", "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n", "PROXY_ANSWERED_502"],
    ["200 with bytes that nobody asked for", "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{}", "PROXY_ANSWERED_200"],
    ["no HTTP at all", "SSH-2.0-x\r\n", "HPE_INVALID_CONSTANT"],
  ])("a proxy that answers %s has sent nothing on", async (_, answer, code) => {
    behave = (_request, socket) => socket.end(answer);
    const sendo = client({ proxy: `http://olga:${PASSWORD}@127.0.0.1:${portOf(proxy)}` });
    const error = await failure(sendo.messages.send(message));
    expect(error).toMatchObject({ code: "connection_failed", outcome: "not-sent", cause: { code } });
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toMatch(/c4n4ry|olga|b2xnYT/);
    expect(received).toEqual([]);
  });

  test("a proxy that hangs up is retried, since nothing has left", async () => {
    behave = (_request, socket) => {
      behave = (_next, second) => openTo(second);
      socket.resetAndDestroy();
    };
    const { data, info } = await client({ retry: { notSent: 1 } })
      .messages.send(message)
      .withResponse();
    expect([data.id, info.attempts, received.length]).toEqual(["m-1", 2, 1]);
  });

  test("a proxy that is silent holds nobody, and what it opens too late carries nothing", async () => {
    const waiting = deferred<Socket>();
    behave = (_request, socket) => waiting.resolve(socket);
    const sendo = client();
    const given = new AbortController();
    const late = failure(sendo.messages.send(message, { signal: given.signal }));
    const socket = await waiting.promise;
    given.abort();
    expect(await late).toMatchObject({ code: "aborted", outcome: "not-sent" });
    openTo(socket);
    behave = (_request, second) => openTo(second);
    await sendo.messages.send({ ...message, body: "the later one" });
    expect(received.length).toBe(1);
  });

  test("closing calls off a tunnel that is being opened", async () => {
    const hungUp = deferred<void>();
    const waiting = deferred<void>();
    behave = (_request, socket) => {
      socket.on("end", () => hungUp.resolve());
      socket.resume();
      waiting.resolve();
    };
    const sendo = client();
    const lost = failure(sendo.messages.send(message));
    await waiting.promise;
    await sendo.close({ drainMs: 0 });
    expect(await lost).toMatchObject({ code: "client_closed", outcome: "not-sent" });
    await hungUp.promise;
  });
});

test("an address on this machine is never reached through a proxy", async () => {
  const error = await failure(client({ baseUrl: "https://127.0.0.1:9" }).messages.send(message));
  expect(error).toMatchObject({ code: "connection_failed", cause: { code: "ECONNREFUSED" } });
  expect(asked).toEqual([]);
});

test.each(["proxy.example:3128", "socks5://127.0.0.1:1080", "http://proxy.example/path", "http://proxy.example?x", 7])(
  "a proxy like %s is rejected at start, and not repeated in the error",
  (proxy) => {
    const start = (): Sendo => client({ proxy: proxy as string });
    expect(start).toThrow(expect.objectContaining({ code: "config_proxy_invalid" }));
    expect(start).not.toThrow(/example|1080/);
  },
);

test("a proxy beside a transport of one's own is rejected", () => {
  const transport = { start: () => ({ result: Promise.reject(new Error("unused")), cancel: () => true }) };
  expect(() => client({ transport })).toThrow(/`proxy` and `transport`/);
});
