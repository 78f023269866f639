import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Sendo, type SendoError, type SendoOptions } from "../../src/index.js";
import { answer, startCountingServer, startDoor, type CountingServer, type Door } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

let server: CountingServer;
let door: Door;
const clients: Sendo[] = [];
let accounts = 0;

beforeEach(async () => {
  server = await startCountingServer();
  door = await startDoor(server.port);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ drainMs: 0 })));
  await door.close();
  await server.close();
});

const message = { to: "+12065550142", body: "Your table is ready" };

function client(options: SendoOptions = {}): Sendo {
  const sendo = new Sendo({
    apiKey: "sandbox_key",
    baseUrl: `https://127.0.0.1:${door.port}`,
    ca: server.ca,
    campaign: "U7fQ39nX",
    rateLimit: { account: `late dispatch ${(accounts += 1)}` },
    ...options,
  });
  clients.push(sendo);
  return sendo;
}

/** Lets the connection succeed and proves with a later request, on the same server, that nothing came before it. */
async function onlyALaterRequestArrives(sendo: Sendo): Promise<void> {
  door.open();
  await sendo.messages.send({ ...message, body: "the later one" });
  expect(server.requests.map(({ body }) => (JSON.parse(body) as typeof message).body)).toEqual(["the later one"]);
}

describe("a call that ends during a slow TLS handshake was not sent, and never will be", () => {
  test("by its deadline", async () => {
    const sendo = client();
    const error = await failure(sendo.messages.send(message, { deadlineMs: 30 }));
    expect(error).toMatchObject({ code: "deadline_exceeded", outcome: "not-sent", retryable: true, attempts: 1 });
    await onlyALaterRequestArrives(sendo);
  });

  test("by its signal, in the same turn", async () => {
    const sendo = client();
    const controller = new AbortController();
    const send = failure(sendo.messages.send(message, { signal: controller.signal }));
    await door.knocked();
    controller.abort();
    expect(await Promise.race([send, new Promise((resolve) => setImmediate(resolve, "too late"))])).toMatchObject({
      code: "aborted",
      outcome: "not-sent",
      retryable: false,
    });
    await onlyALaterRequestArrives(sendo);
  });

  test("by the timeout of the attempt", async () => {
    const sendo = client({ retry: false });
    const error = await failure(sendo.messages.send(message, { timeoutMs: 30 }));
    expect(error).toMatchObject({ code: "attempt_timeout", outcome: "not-sent", retryable: true });
    await onlyALaterRequestArrives(sendo);
  });

  test("by close()", async () => {
    const sendo = client();
    const send = failure(sendo.messages.send(message));
    await door.knocked();
    await sendo.close({ drainMs: 0 });
    expect(await send).toMatchObject({ code: "client_closed", outcome: "not-sent" });
    await onlyALaterRequestArrives(client());
  });
});

describe("a call that ends while it waits for a socket was not sent, and never will be", () => {
  test.each(["deadline", "signal"])("by its %s", async (by) => {
    door.open();
    let finishFirst!: () => void;
    server.behave((_, response) => {
      if (server.requests.length === 1) finishFirst = () => answer(response, 200, { success: true, id: "first" });
      else answer(response, 200, { success: true, id: "later" });
    });
    const sendo = client({ maxConnections: 1, requestsPerSecond: false });
    const first = sendo.messages.send({ ...message, body: "the first" });
    await server.received(1);

    const controller = new AbortController();
    const waiting = failure(
      sendo.messages.send(message, by === "deadline" ? { deadlineMs: 30 } : { signal: controller.signal }),
    );
    if (by === "signal") setImmediate(() => controller.abort());
    expect(await waiting).toMatchObject({ outcome: "not-sent", attempts: 0 });

    finishFirst();
    expect(await first).toMatchObject({ id: "first" });
    await sendo.messages.send({ ...message, body: "the later one" });
    expect(server.requests.map(({ body }) => (JSON.parse(body) as typeof message).body)).toEqual([
      "the first",
      "the later one",
    ]);
  });
});

test.each(["cold", "warm"])(
  "a call that is aborted in the tick in which it started was not sent, on a %s connection",
  async (connection) => {
    door.open();
    const sendo = client({ requestsPerSecond: false });
    if (connection === "warm") await sendo.messages.send({ ...message, body: "the first" });
    const before = server.requests.length;
    const controller = new AbortController();
    const send = failure(sendo.messages.send(message, { signal: controller.signal }));
    controller.abort();
    expect(await send).toMatchObject({ code: "aborted", outcome: "not-sent", attempts: 1 });
    await sendo.messages.send({ ...message, body: "the later one" });
    const bodies = server.requests.slice(before).map(({ body }) => (JSON.parse(body) as typeof message).body);
    expect(bodies).toEqual(["the later one"]);
  },
);

test("names that browsers and edge runtimes have change nothing on Node: jsdom, Electron, vitest's modes", async () => {
  door.open();
  for (const name of ["window", "document", "EdgeRuntime"]) vi.stubGlobal(name, {});
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  try {
    expect(await client().messages.send(message)).toHaveProperty("id");
    const controller = new AbortController();
    const send = failure(client().messages.send(message, { signal: controller.signal }));
    controller.abort();
    expect(await send).toMatchObject({ outcome: "not-sent" });
  } finally {
    vi.unstubAllGlobals();
  }
});

test(
  "300 sends that are aborted at seeded moments around the handshake: none that arrived is called not-sent",
  { timeout: 60_000 },
  async () => {
    door.open();
    let seed = 20261123;
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const outcomes = new Map<string, string>();
    for (let round = 0; round < 30; round += 1) {
      // A client of its own for each round, so that each begins with fresh handshakes.
      const sendo = client({ requestsPerSecond: false, retry: false });
      await Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const body = `${round}-${index}`;
          const controller = new AbortController();
          const turns = Math.floor(random() * 12);
          const send = sendo.messages.send({ ...message, body }, { signal: controller.signal });
          const end = send.then(
            () => "accepted",
            (error: SendoError) => error.outcome ?? "none",
          );
          for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          controller.abort();
          outcomes.set(body, await end);
        }),
      );
      await sendo.close({ drainMs: 0 });
    }
    const arrived = new Set(server.requests.map(({ body }) => (JSON.parse(body) as typeof message).body));
    const counts = { accepted: 0, "not-sent": 0, unknown: 0 };
    for (const [body, outcome] of outcomes) {
      counts[outcome as keyof typeof counts] += 1;
      if (outcome === "not-sent") expect(arrived.has(body), body).toBe(false);
      if (outcome === "accepted") expect(arrived.has(body), body).toBe(true);
    }
    // The moments really lie on both sides of the line.
    expect(counts["not-sent"]).toBeGreaterThan(20);
    expect(counts.unknown + counts.accepted).toBeGreaterThan(20);
  },
);
