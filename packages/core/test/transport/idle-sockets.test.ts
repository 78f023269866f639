import { afterEach, beforeEach, expect, test } from "vitest";
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
  // The machine's own time, moved on by hand.
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + shiftMs,
    epochMs: () => systemClock.epochMs() + shiftMs + sleptMs,
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

const text = { to: "+12065550142", body: "x" };

test("a socket that was idle for less than two seconds is used again", async () => {
  await sendo.messages.send(text);
  await new Promise((resolve) => setImmediate(resolve)); // the agent takes the socket back after the answer
  shiftMs += 1900;
  await sendo.messages.send(text);
  expect(server.connections()).toBe(1);
});

test("one that was idle for longer is not, since the server may be closing it", async () => {
  await sendo.messages.send(text);
  await new Promise((resolve) => setImmediate(resolve));
  shiftMs += 2100;
  await sendo.messages.send(text);
  expect(server.connections()).toBe(2);
  // and the new one is in the pool, alone
  await new Promise((resolve) => setImmediate(resolve));
  await sendo.messages.send(text);
  expect(server.connections()).toBe(2);
});

test("of several idle ones, the fresh are kept and the stale are dropped", async () => {
  await Promise.all([1, 2, 3].map(() => sendo.messages.send(text)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.connections()).toBe(3);
  shiftMs += 1500;
  await sendo.messages.send(text); // freshens one
  await new Promise((resolve) => setImmediate(resolve));
  shiftMs += 1000;
  await Promise.all([1, 2].map(() => sendo.messages.send(text)));
  expect(server.connections()).toBe(4);
});

test("none is used after the machine has slept, though the monotonic clock has not noticed", async () => {
  await sendo.messages.send(text);
  await new Promise((resolve) => setImmediate(resolve));
  sleptMs = 3_600_000;
  await sendo.messages.send(text);
  expect(server.connections()).toBe(2);
  await new Promise((resolve) => setImmediate(resolve));
  await sendo.messages.send(text); // awake since then
  expect(server.connections()).toBe(2);
});

test("`maxIdleSockets: 0` keeps none, though Node's agent takes 0 for its own default", async () => {
  const transport = new HttpsTransport({ ca: server.ca, maxIdleSockets: 0 });
  const options = { apiKey: "sandbox_k", baseUrl: server.url, campaign: "c", transport };
  await using other = new Sendo({ ...options, rateLimit: { account: "no idle socket" } });
  for (let sends = 0; sends < 2; sends += 1) {
    await other.messages.send(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(server.connections()).toBe(2);
});
