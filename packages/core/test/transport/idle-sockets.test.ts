import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock, type Clock } from "../../src/internal/clock.js";
import { HttpsTransport, Sendo } from "../../src/index.js";
import { startCountingServer, type CountingServer } from "../support/counting-server.js";

let server: CountingServer;
let sendo: Sendo;
let shiftMs = 0;
let sleptMs = 0;

beforeEach(async () => {
  server = await startCountingServer();
  shiftMs = sleptMs = 0;
  // Time that passes by hand only, so that a slow machine changes nothing.
  const clock: Clock = {
    ...systemClock,
    now: () => shiftMs,
    epochMs: () => Date.UTC(2026, 0, 1) + shiftMs + sleptMs,
  };
  const transport = new HttpsTransport({ ca: server.ca, clock });
  sendo = new Sendo({
    apiKey: "sandbox_k",
    baseUrl: server.url,
    campaign: "c",
    transport,
    rateLimit: { account: "idle" },
  });
});
afterEach(async () => {
  await sendo.close();
  await server.close();
});

const message = { to: "+12065550142", body: "x" };

test("a socket that was idle for less than two seconds is used again", async () => {
  await sendo.messages.send(message);
  await new Promise((resolve) => setImmediate(resolve)); // the agent takes the socket back after the answer
  shiftMs += 1900;
  await sendo.messages.send(message);
  expect(server.connections()).toBe(1);
});

test("one that was idle for longer is not, since the server may be closing it", async () => {
  await sendo.messages.send(message);
  await new Promise((resolve) => setImmediate(resolve));
  shiftMs += 2100;
  await sendo.messages.send(message);
  expect(server.connections()).toBe(2);
  // and the new one is in the pool, alone
  await new Promise((resolve) => setImmediate(resolve));
  await sendo.messages.send(message);
  expect(server.connections()).toBe(2);
});

test("of several idle ones, the fresh are kept and the stale are dropped", async () => {
  await Promise.all([1, 2, 3].map(() => sendo.messages.send(message)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.connections()).toBe(3);
  shiftMs += 1500;
  await sendo.messages.send(message); // freshens one
  await new Promise((resolve) => setImmediate(resolve));
  shiftMs += 1000;
  await Promise.all([1, 2].map(() => sendo.messages.send(message)));
  expect(server.connections()).toBe(4);
});

test("none is used after the machine has slept, though the monotonic clock has not noticed", async () => {
  await sendo.messages.send(message);
  await new Promise((resolve) => setImmediate(resolve));
  sleptMs = 3_600_000;
  await sendo.messages.send(message);
  expect(server.connections()).toBe(2);
  await new Promise((resolve) => setImmediate(resolve));
  await sendo.messages.send(message); // awake since then
  expect(server.connections()).toBe(2);
});

test("`maxIdleSockets: 0` keeps none, though Node's agent takes 0 for its own default", async () => {
  const transport = new HttpsTransport({ ca: server.ca, maxIdleSockets: 0 });
  const options = { apiKey: "sandbox_k", baseUrl: server.url, campaign: "c", transport };
  await using other = new Sendo({ ...options, rateLimit: { account: "no idle socket" } });
  for (let sends = 0; sends < 2; sends += 1) {
    await other.messages.send(message);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(server.connections()).toBe(2);
});

describe("idle sockets are ended after `idleSocketMs` (npm/agent#169, node-consul#122)", () => {
  let holdsProcess = false;
  let idleTimers = 0;
  let mostIdleTimers = 0;
  const clock: Clock = {
    ...systemClock,
    setTimer(run, delayMs, options) {
      holdsProcess ||= options?.keepAlive !== false;
      if (delayMs > 1_000) return systemClock.setTimer(run, delayMs, options); // that of a connection
      mostIdleTimers = Math.max(mostIdleTimers, (idleTimers += 1));
      const fire = (): void => {
        idleTimers -= 1;
        run();
      };
      return systemClock.setTimer(fire, delayMs, options);
    },
  };
  const burst = async (idleSocketMs: number): Promise<HttpsTransport> => {
    const transport = new HttpsTransport({ ca: server.ca, idleSocketMs, clock });
    const options = { apiKey: "sandbox_k", baseUrl: server.url, campaign: "c", transport };
    const other = new Sendo({ ...options, requestsPerSecond: false });
    await Promise.all(Array.from({ length: 20 }, () => other.messages.send(message)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.connections()).toBe(20);
    return transport;
  };

  test("all 20 after a burst, by one timer that does not hold the process", async () => {
    const transport = await burst(50);
    await server.quiet();
    expect([mostIdleTimers, holdsProcess]).toEqual([1, false]);
    transport.close();
  });

  test("also when the event loop was blocked in the meantime", async () => {
    const transport = await burst(50);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    await server.quiet();
    transport.close();
  });
});
