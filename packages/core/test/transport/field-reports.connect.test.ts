import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HttpsTransport, Sendo, type HttpsTransportOptions } from "../../src/index.js";
import { systemClock, type Clock } from "../../src/internal/clock.js";
import { startCountingServer, startDoor, type CountingServer, type Door } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" };

let server: CountingServer;
let door: Door;
/** The connect timers, in the order of the connections. They fire when the test says so. */
let timers: { fire: () => void; delayMs: number; cancelled: boolean }[];
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  timers = [];
  server = await startCountingServer();
  door = await startDoor(server.port);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await door.close();
  await server.close();
});

const clock: Clock = {
  ...systemClock,
  setTimer(fire, delayMs) {
    const timer = { fire, delayMs, cancelled: false };
    timers.push(timer);
    return { cancel: () => void (timer.cancelled = true) };
  },
};

function client(port: number, options: HttpsTransportOptions = {}): Sendo {
  const transport = new HttpsTransport({ ca: server.ca, clock, ...options });
  const common = { apiKey: "sandbox_k", requestsPerSecond: false as const, retry: { notSent: 1 } };
  const runtime = { clock: systemClock, random: () => 0 };
  const sendo = new Sendo({ ...common, baseUrl: `https://127.0.0.1:${port}`, transport }, runtime);
  open.push(sendo, transport);
  return sendo;
}

describe("a connection has a timeout of its own (aws-sdk-js-v3#4666, aws-sdk-js-v3#2405)", () => {
  test("of 8 s from the moment the socket starts to connect; the attempt is retried, since nothing has left", async () => {
    const sending = client(door.port).messages.send(MESSAGE).withResponse();
    await door.knocked();
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([8_000]);
    door.open(); // too late: the handshake could now be done with the next I/O
    timers[0]!.fire();
    const { info } = await sending;
    expect([info.attempts, server.requests.length]).toEqual([2, 1]);
  });

  test("which a secured connection has no longer", async () => {
    server.behave(() => {});
    const sendo = client(server.port);
    const sending = failure(sendo.messages.send(MESSAGE));
    await server.received(1);
    expect(timers.map(({ cancelled }) => cancelled)).toEqual([true]);
    timers[0]!.fire();
    await sendo.close({ drainMs: 0 });
    expect(await sending).toMatchObject({ code: "client_closed", outcome: "unknown" });
  });

  test("which includes the resolution of the name", async () => {
    let asked = 0;
    const lookup = (): void => void (asked += 1);
    const transport = new HttpsTransport({ lookup, connectTimeoutMs: 20 });
    const options = { apiKey: "key", requestsPerSecond: false as const, retry: false as const };
    const named = new Sendo({ ...options, baseUrl: "https://api.sendo.test", transport });
    open.push(named, transport);
    expect(await failure(named.messages.send(MESSAGE))).toMatchObject({
      code: "connection_failed",
      outcome: "not-sent",
      cause: { name: "ConnectTimeoutError", code: "CONNECT_TIMEOUT" },
    });
    expect(asked).toBe(1);
  });

  test("which includes a proxy's tunnel", async () => {
    const sendo = client(server.port, { proxy: `http://127.0.0.1:${door.port}` });
    const sending = sendo.messages.send(MESSAGE);
    await door.knocked();
    timers[0]!.fire();
    const error = failure(sending);
    while (timers.length < 2) await new Promise((resolve) => setImmediate(resolve));
    timers[1]!.fire();
    expect(await error).toMatchObject({ code: "connection_failed", attempts: 2, cause: { code: "CONNECT_TIMEOUT" } });
    expect(server.requests).toEqual([]);
  });
});
