import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Sendo, type SendoOptions } from "../../src/index.js";
import { systemClock } from "../../src/internal/clock.js";
import { withTimeout } from "../../src/internal/with-timeout.js";
import { failure } from "../support/failure.js";
import { startRawServer, whole, type RawServer } from "../support/raw-server.js";

const MESSAGE = { to: "+12065550142", body: "Your table is ready", campaign: "U7fQ39nX" };
const LIMIT_MS = 500;

let server: RawServer;
const clients: Sendo[] = [];

beforeEach(async () => {
  server = await startRawServer();
  server.behave((socket, nth) => socket.write(whole(`{"success":true,"id":"m-${nth}"}`, "HTTP/1.1 200 OK")));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  await server.close();
});

function client(options: SendoOptions = {}): Sendo {
  const common = { apiKey: "sandbox_k", baseUrl: server.url, ca: server.ca, requestsPerSecond: false as const };
  const sendo = new Sendo({ ...common, retry: false, ...options });
  clients.push(sendo);
  return sendo;
}

/** Holds the event loop, as heavy work or a stopped process does, until a timer of {@link LIMIT_MS} that runs already is late. */
function holdTheLoop(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LIMIT_MS + 100);
}

/** The second response is in the client's socket when the event loop goes on, and so is a timer that is late. */
async function warm(sendo: Sendo): Promise<void> {
  await sendo.messages.send(MESSAGE);
  server.behave((socket, nth) => {
    socket.write(whole(`{"success":true,"id":"m-${nth}"}`, "HTTP/1.1 200 OK"));
    holdTheLoop();
  });
}

describe("a response that has arrived counts, although a timer fires late (gofer#71, got#117, aws-sdk-js-v3#1196)", () => {
  test("`timeoutMs`", async () => {
    const sendo = client();
    await warm(sendo);
    expect(await sendo.messages.send(MESSAGE, { timeoutMs: LIMIT_MS })).toMatchObject({ id: "m-2" });
  });

  test("`deadlineMs`", async () => {
    const sendo = client();
    await warm(sendo);
    expect(await sendo.messages.send(MESSAGE, { deadlineMs: LIMIT_MS })).toMatchObject({ id: "m-2" });
  });

  test("`close({ drainMs })`", async () => {
    const sendo = client();
    await warm(sendo);
    const sending = sendo.messages.send(MESSAGE);
    const closing = sendo.close({ drainMs: LIMIT_MS });
    expect(await sending).toMatchObject({ id: "m-2" });
    expect(await closing).toEqual({ drained: 1, ended: 0 });
  });

  test.each(["timeoutMs", "deadlineMs"])("`%s` still ends an attempt without a response", async (option) => {
    const sendo = client();
    await warm(sendo);
    server.behave(holdTheLoop);
    const error = await failure(sendo.messages.send(MESSAGE, { [option]: LIMIT_MS }));
    expect(error).toMatchObject({ code: option === "timeoutMs" ? "attempt_timeout" : "deadline_exceeded" });
    expect(error).toMatchObject({ outcome: "unknown", attempts: 1 });
  });

  test("a store step that has answered", async () => {
    const echo = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", (bytes) => {
        socket.write(bytes);
        holdTheLoop();
      });
    });
    await once(echo.listen(0, "127.0.0.1"), "listening");
    const socket = net.connect((echo.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    const step = once(socket, "data").then(([bytes]) => String(bytes));
    socket.write("mine");
    expect(await withTimeout(step, LIMIT_MS, systemClock)).toBe("mine");
    socket.destroy();
    await new Promise((resolve) => echo.close(resolve));
  });
});

describe("an attempt that is not dispatched is ended in the timer's own tick", () => {
  // Holds the loop when the server's part of the handshake is in the client's socket: with the next I/O the request could leave.
  async function startSlowRoad(): Promise<{ port: number; close(): Promise<void> }> {
    const sockets = new Set<Socket>();
    const road = net.createServer((near) => {
      const far = net.connect(Number(new URL(server.url).port), "127.0.0.1");
      for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
      near.pipe(far);
      far.on("data", (bytes) => {
        near.write(bytes);
        holdTheLoop();
      });
    });
    await once(road.listen(0, "127.0.0.1"), "listening");
    return {
      port: (road.address() as AddressInfo).port,
      async close() {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => road.close(resolve));
      },
    };
  }

  test.each(["timeoutMs", "deadlineMs", "close"])("%s", async (option) => {
    const road = await startSlowRoad();
    const sendo = client({ baseUrl: `https://127.0.0.1:${road.port}` });
    const sending = failure(sendo.messages.send(MESSAGE, option === "close" ? {} : { [option]: LIMIT_MS }));
    if (option === "close") await sendo.close({ drainMs: LIMIT_MS });
    expect(await sending).toMatchObject({ outcome: "not-sent", attempts: 1 });
    await road.close();
    expect(server.requests).toEqual([]);
  });
});
