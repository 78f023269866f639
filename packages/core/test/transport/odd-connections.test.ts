import { afterEach, expect, test } from "vitest";
import type { TlsOptions } from "node:tls";
import { systemClock } from "../../src/internal/clock.js";
import { HttpsTransport, Sendo } from "../../src/index.js";
import { startRawServer, whole, type RawServer } from "../support/raw-server.js";
import { failure } from "../support/failure.js";

const message = { to: "+12065550142", body: "x" };
const OK = "HTTP/1.1 200 OK";
const accepted = (id: string): string => JSON.stringify({ success: true, id });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

let accounts = 0;
let shiftMs = 0;

async function setUp(options: TlsOptions = {}): Promise<{ server: RawServer; sendo: Sendo }> {
  const server = await startRawServer(options);
  server.behave((socket, nth) => socket.write(whole(accepted(`m${nth}`), OK)));
  shiftMs = 0;
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + shiftMs,
    epochMs: () => systemClock.epochMs() + shiftMs,
  };
  const sendo = new Sendo({
    apiKey: "sandbox_k",
    baseUrl: server.url,
    campaign: "c",
    retry: false,
    transport: new HttpsTransport({ ca: server.ca, clock }),
    rateLimit: { account: `odd connections ${(accounts += 1)}` },
  });
  toClose.push(
    () => server.close(),
    () => sendo.close({ drainMs: 0 }),
  );
  return { server, sendo };
}

test("a server that speaks HTTP/2 only is found out in the handshake: not sent", async () => {
  const { server, sendo } = await setUp({ ALPNProtocols: ["h2"] });
  const error = await failure(sendo.messages.send(message));
  expect(error).toMatchObject({ code: "connection_failed", outcome: "not-sent", attempts: 1 });
  expect(server.requests).toHaveLength(0);
});

test("a server that asks for a certificate of ours says so too late in TLS 1.3: unknown, though nothing was read", async () => {
  const { server, sendo } = await setUp({ requestCert: true, minVersion: "TLSv1.3" });
  const error = await failure(sendo.messages.send(message));
  expect(error).toMatchObject({ code: "connection_lost", outcome: "unknown", attempts: 1 });
  expect(server.requests).toHaveLength(0);
});

test("in TLS 1.2 it says so in the handshake: not sent", async () => {
  const { sendo } = await setUp({ requestCert: true, maxVersion: "TLSv1.2" });
  expect(await failure(sendo.messages.send(message))).toMatchObject({ code: "connection_failed", outcome: "not-sent" });
});

test("a server that negotiates TLS 1.2 anew before it answers changes nothing", async () => {
  const { server, sendo } = await setUp({ maxVersion: "TLSv1.2" });
  server.behave((socket, nth) => socket.renegotiate({}, () => socket.write(whole(accepted(`m${nth}`), OK))));
  for (const id of ["m1", "m2"]) expect(await sendo.messages.send(message)).toMatchObject({ id });
  expect(server.connections()).toBe(1);
});

test("a version of TLS before 1.2 is rejected in the handshake: not sent", async () => {
  const { sendo } = await setUp({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
  expect(await failure(sendo.messages.send(message))).toMatchObject({ code: "connection_failed", outcome: "not-sent" });
});

test.each(["TLSv1.2", "TLSv1.3"] as const)(
  "a resumed session carries a message like a new one (%s)",
  async (maxVersion) => {
    const { server, sendo } = await setUp({ maxVersion });
    const resumed: boolean[] = [];
    server.behave((socket, nth) => {
      resumed.push(socket.isSessionReused());
      socket.end(whole(accepted(`m${nth}`), OK, "connection: close"));
    });
    for (const id of ["m1", "m2", "m3"]) {
      expect(await sendo.messages.send(message)).toMatchObject({ id });
      await turn();
    }
    expect(server.connections()).toBe(3);
    expect(resumed).toEqual([false, true, true]);
  },
);

test("bytes on an idle connection end it and are not the response to the next message", async () => {
  const { server, sendo } = await setUp();
  let unasked!: () => Promise<void>;
  server.behave((socket, nth) => {
    socket.write(whole(accepted(`m${nth}`), OK));
    unasked = () =>
      new Promise((resolve) => {
        socket.on("close", () => resolve());
        socket.write(whole(accepted("somebody else's"), OK));
      });
  });
  expect(await sendo.messages.send(message)).toMatchObject({ id: "m1" });
  await turn();
  await unasked();
  expect(await sendo.messages.send(message)).toMatchObject({ id: "m2" });
  expect(server.connections()).toBe(2);
  expect(server.requests).toHaveLength(2);
});

test.each([
  ["timeout=2", 900, 1],
  ["timeout=2", 1_100, 2],
  ["max=100, timeout=2", 1_100, 2],
  ["timeout=60", 1_900, 1],
  ["timeout=60", 2_100, 2],
  ["timeout=nonsense", 1_900, 1],
  ["timeout=1", 0, 2],
])(
  "a server that keeps idle connections for `%s`: after %i ms of rest, connections: %i",
  async (announced, idleMs, connections) => {
    const { server, sendo } = await setUp();
    server.behave((socket, nth) => socket.write(whole(accepted(`m${nth}`), OK, `keep-alive: ${announced}`)));
    await sendo.messages.send(message);
    await turn();
    shiftMs += idleMs;
    await sendo.messages.send(message);
    expect(server.connections()).toBe(connections);
  },
);

test("a server that changes its mind is believed each time", async () => {
  const { server, sendo } = await setUp();
  const send = async (announced: string, idleMs: number): Promise<number> => {
    server.behave((socket, nth) => socket.write(whole(accepted(`m${nth}`), OK, `keep-alive: ${announced}`)));
    await sendo.messages.send(message);
    await turn();
    shiftMs += idleMs;
    return server.connections();
  };
  expect(await send("timeout=60", 1_900)).toBe(1);
  expect(await send("timeout=2", 1_100)).toBe(1);
  expect(await send("timeout=60", 1_900)).toBe(2);
  expect(await send("timeout=60", 0)).toBe(2);
});
