import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { HttpsTransport, Sendo, type HttpsTransportOptions } from "../../src/index.js";
import { systemClock } from "../../src/internal/clock.js";
import { startCountingServer } from "../support/counting-server.js";
import { startRawServer } from "../support/raw-server.js";

const MESSAGE = { to: "+12065550142", body: "x" };

/** A server, a transport to it, and a client on the transport. */
async function setUp(options: HttpsTransportOptions = {}) {
  const server = await startCountingServer();
  const url = new URL(server.url);
  const transport = new HttpsTransport({ ca: server.ca, ...options });
  const client = { apiKey: "sandbox_k", baseUrl: server.url, campaign: "c" };
  const sendo = new Sendo({ ...client, transport, requestsPerSecond: false, idempotency: undefined });
  onTestFinished(async () => {
    await sendo.close();
    transport.close();
    await server.close();
  });
  const send = (count: number) => Promise.all(Array.from({ length: count }, () => sendo.messages.send(MESSAGE)));
  const opened = (count: number) => vi.waitFor(() => expect(server.connections()).toBe(count), { timeout: 5_000 });
  return { server, url, transport, sendo, send, opened };
}

/** A server that reads a handshake and never responds. */
async function startSilentServer() {
  let [begin, end] = [(): void => {}, (): void => {}];
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const server = net.createServer((socket) => {
    socket.on("data", () => begin());
    socket.on("error", () => {});
    socket.on("close", () => end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`), begun, ended };
}

test("issue 21: later requests use the connections, and nothing is sent before", async () => {
  const { server, url, transport, send, opened } = await setUp();
  transport.connectAhead(url, 3);
  await opened(3);
  expect(server.requests).toHaveLength(0);
  await send(3);
  expect(server.requests).toHaveLength(3);
  await send(3); // the pool has them now
  expect(server.connections()).toBe(3);
});

test("a request takes a connection whose handshake has not ended", async () => {
  const { server, url, transport, send } = await setUp();
  transport.connectAhead(url, 2);
  await send(2);
  expect(server.connections()).toBe(2);
});

test("counts the connections that are open, busy or idle", async () => {
  const { server, url, transport, send, opened } = await setUp();
  const sent = send(2);
  transport.connectAhead(url, 2);
  await sent;
  await new Promise((resolve) => setImmediate(resolve));
  transport.connectAhead(url, 2);
  transport.connectAhead(url, 3);
  transport.connectAhead(url, 3);
  await opened(3);
  await send(3);
  expect(server.connections()).toBe(3);
});

test("opens no more than `maxIdleSockets`, and none when the transport keeps none", async () => {
  const few = await setUp({ maxIdleSockets: 2 });
  few.transport.connectAhead(few.url, 20);
  await few.send(2);
  expect(few.server.connections()).toBe(2);
  const none = await setUp({ maxIdleSockets: 0 });
  none.transport.connectAhead(none.url, 20);
  await none.send(1);
  expect(none.server.connections()).toBe(1);
});

test("ends connections that no request uses after `idleSocketMs`", async () => {
  const { server, url, transport, opened } = await setUp({ idleSocketMs: 50 });
  transport.connectAhead(url, 5);
  await opened(5);
  await server.quiet();
});

test("ends them with the transport, also during the handshake", async () => {
  const { transport } = await setUp({ connectTimeoutMs: 60_000 });
  const { url, begun, ended } = await startSilentServer();
  transport.connectAhead(url, 1);
  await begun;
  transport.close();
  await ended;
});

test("ends a handshake after `connectTimeoutMs`", async () => {
  const { transport } = await setUp({ connectTimeoutMs: 50 });
  const { url, ended } = await startSilentServer();
  transport.connectAhead(url, 1);
  await ended;
});

test("uses none after the machine was suspended", async () => {
  let sleptMs = 0;
  const clock = { ...systemClock, epochMs: () => systemClock.epochMs() + sleptMs };
  const { server, url, transport, send, opened } = await setUp({ clock });
  transport.connectAhead(url, 1);
  await opened(1);
  sleptMs = 3_600_000;
  await send(1);
  expect(server.connections()).toBe(2);
});

test("uses none on which the server has already said something", async () => {
  const raw = await startRawServer();
  onTestFinished(() => raw.close());
  const transport = new HttpsTransport({ ca: raw.ca });
  onTestFinished(() => transport.close());
  const connected = vi.fn();
  raw.onConnection((socket) => {
    connected();
    if (connected.mock.calls.length === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    socket.once("close", connected);
  });
  transport.connectAhead(new URL(raw.url), 1);
  await vi.waitFor(() => expect(connected).toHaveBeenCalledTimes(2), { timeout: 5_000 });
  raw.behave((socket) => socket.write("HTTP/1.1 204 No Content\r\n\r\n"));
  const { result } = transport.start({ method: "GET", url: new URL(raw.url), headers: {} });
  expect(await result).toMatchObject({ response: { httpStatus: 204 } });
  expect(raw.connections()).toBe(2);
});

test("a request that is canceled before it is written has not left", async () => {
  const { server, url, transport, opened } = await setUp();
  transport.connectAhead(url, 1);
  await opened(1);
  const attempt = transport.start({ method: "POST", url, headers: {}, body: "{}" });
  expect(attempt.cancel()).toBe(false);
  await server.quiet();
  expect(server.requests).toHaveLength(0);
});

test("the last step before dispatch comes when the connection is ready, and can stop the request", async () => {
  const { server, url, transport, opened } = await setUp();
  transport.connectAhead(url, 1);
  await opened(1);
  const beforeDispatch = (): Promise<void> => Promise.reject(new Error("stop"));
  const { result } = transport.start({ method: "POST", url, headers: {}, body: "{}", beforeDispatch });
  expect(await result).toMatchObject({ failure: { dispatched: false } });
  expect(server.requests).toHaveLength(0);
});

test("a server that cannot be reached does no harm, and the request reports it", async () => {
  const { server, url, transport } = await setUp();
  await server.close();
  transport.connectAhead(url, 3);
  const { result } = transport.start({ method: "GET", url, headers: {} });
  expect(await result).toMatchObject({ failure: { dispatched: false, cause: { code: "ECONNREFUSED" } } });
});
