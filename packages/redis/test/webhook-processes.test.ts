import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { TEST_WEBHOOK_TOKEN, webhookEvent } from "@sendo/core/testing";
import { Redis } from "ioredis";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, test } from "vitest";

const available = hasRedis() || process.env.CI !== undefined;
const SCRIPT = fileURLToPath(new URL("./support/webhook-process.mjs", import.meta.url));
const LEASE_MS = 60_000;

type Place = "before the effect" | "before the record";

let redis: LocalRedis;
let admin: Redis;
let world: Server;
/** What has happened in the world outside of the processes, by event. */
let effects: Map<string, number>;
let started: ChildProcess[];

beforeAll(async () => {
  if (!available) return;
  redis = await startRedis();
  admin = new Redis(redis.url);
  world = createServer((req, res) => {
    const id = req.url!.slice(1);
    effects.set(id, (effects.get(id) ?? 0) + 1);
    res.end();
  });
  await once(world.listen(0, "127.0.0.1"), "listening");
});
afterAll(async () => {
  world?.close();
  admin?.disconnect();
  await redis?.close();
});
beforeEach(() => {
  effects = new Map();
  started = [];
});
afterEach(async () => {
  for (const child of started) await end(child);
  await admin?.flushdb();
});

/** A real process with a web server of its own. Every second one uses node-redis. */
async function startReceiver(hold?: Place) {
  const child = fork(SCRIPT, {
    env: {
      ...process.env,
      REDIS_URL: redis.url,
      EFFECTS_URL: `http://127.0.0.1:${(world.address() as AddressInfo).port}`,
      SENDO_WEBHOOK_TOKEN: TEST_WEBHOOK_TOKEN,
      CLIENT: started.length % 2 === 0 ? "ioredis" : "node-redis",
      ...(hold && { HOLD: hold }),
    },
  });
  started.push(child);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { port, child };
}
type Receiver = Awaited<ReturnType<typeof startReceiver>>;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL"); // one that was stopped hears of nothing else
  await ended;
}

/** One delivery over a connection of its own. @returns the status, or `"no answer"` when the process went away. */
async function deliver({ port }: Receiver, event: object): Promise<number | "no answer"> {
  const headers = { "content-type": "application/json", "x-webhook-token": TEST_WEBHOOK_TOKEN };
  const call = request({ host: "127.0.0.1", port, method: "POST", agent: false, headers });
  call.end(JSON.stringify(event));
  try {
    const [answer] = (await once(call, "response")) as [IncomingMessage];
    answer.resume();
    await once(answer, "end");
    return answer.statusCode!;
  } catch {
    return "no answer";
  }
}

/** Delivers to a process that will stop at its place, and returns when it stands there. */
async function deliverUntilHeld(receiver: Receiver, event: object) {
  const held = once(receiver.child, "message");
  const answer = deliver(receiver, event);
  await held;
  return { answer };
}

/** What time does to the keys of a process that is not heard of: each has a lease, and it ends. */
async function letLeasesEnd(): Promise<void> {
  const keys = await admin.keys("sendo:dedupe:*");
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(await admin.get(key)).toMatch(/^by:/);
    const leaseMs = await admin.pttl(key);
    expect(leaseMs).toBeGreaterThan(0);
    expect(leaseMs).toBeLessThanOrEqual(LEASE_MS);
    await admin.pexpire(key, 0);
  }
}

describe.runIf(available)("webhooks to four processes with one Redis", { timeout: 60_000 }, () => {
  test("three hundred concurrent deliveries of 25 events: each event has one effect", async () => {
    const receivers = await Promise.all(Array.from({ length: 4 }, () => startReceiver()));
    const types = ["message.incoming", "message.status", "recipient.optout"] as const;
    const events = Array.from({ length: 25 }, (_, index) => webhookEvent(types[index % types.length]!));
    const answers = await Promise.all(
      events.flatMap((event) => [1, 2, 3].flatMap(() => receivers.map((receiver) => deliver(receiver, event)))),
    );
    expect(answers).toHaveLength(300);
    expect(answers.filter((answer) => answer !== 200 && answer !== 503)).toEqual([]);
    // Sendo delivers again what was answered 503.
    const again = await Promise.all(
      events.flatMap((event) => receivers.map(async (receiver) => deliver(receiver, event))),
    );
    expect(again.every((answer) => answer === 200)).toBe(true);
    expect([...effects.keys()].sort()).toEqual(events.map(({ id }) => id).sort());
    expect([...effects.values()]).toEqual(Array(25).fill(1));
  });

  test("while one process handles an event the others postpone it, and afterwards they ignore it", async () => {
    const first = await startReceiver("before the effect");
    const others = await Promise.all(Array.from({ length: 3 }, () => startReceiver()));
    const event = webhookEvent("message.incoming");
    const { answer } = await deliverUntilHeld(first, event);
    // A retry, and one that comes with an id of its own.
    const renamed = { ...event, id: "another id of the same reply" };
    for (const other of others) {
      expect([await deliver(other, event), await deliver(other, renamed)]).toEqual([503, 503]);
    }
    expect(effects.size).toBe(0);
    first.child.send("go on");
    expect(await answer).toBe(200);
    for (const other of others) {
      expect([await deliver(other, event), await deliver(other, renamed)]).toEqual([200, 200]);
    }
    expect([...effects]).toEqual([[event.id, 1]]);
  });

  test("killed before the effect: another process runs it once, after the lease has ended", async () => {
    const doomed = await startReceiver("before the effect");
    const others = await Promise.all(Array.from({ length: 3 }, () => startReceiver()));
    const event = webhookEvent("message.incoming");
    const { answer } = await deliverUntilHeld(doomed, event);
    await end(doomed.child);
    expect(await answer).toBe("no answer");
    expect(await Promise.all(others.map((other) => deliver(other, event)))).toEqual([503, 503, 503]);
    await letLeasesEnd();
    const answers = await Promise.all(others.map((other) => deliver(other, event)));
    expect(answers).toContain(200);
    expect(answers.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await Promise.all(others.map((other) => deliver(other, event)))).toEqual([200, 200, 200]);
    expect([...effects]).toEqual([[event.id, 1]]);
  });

  test("killed between effect and record: a second effect after the lease has ended, and no third", async () => {
    const doomed = await startReceiver("before the record");
    const others = await Promise.all(Array.from({ length: 3 }, () => startReceiver()));
    const event = webhookEvent("message.incoming");
    const { answer } = await deliverUntilHeld(doomed, event);
    expect([...effects]).toEqual([[event.id, 1]]);
    await end(doomed.child);
    expect(await answer).toBe("no answer");
    expect(await Promise.all(others.map((other) => deliver(other, event)))).toEqual([503, 503, 503]);
    expect([...effects]).toEqual([[event.id, 1]]);
    await letLeasesEnd();
    await Promise.all(others.map((other) => deliver(other, event)));
    expect(await Promise.all(others.map((other) => deliver(other, event)))).toEqual([200, 200, 200]);
    expect([...effects]).toEqual([[event.id, 2]]);
  });

  test("suspended for longer than its lease: a second effect, because the process does not know that its lease has ended", async () => {
    const sleeper = await startReceiver("before the effect");
    const other = await startReceiver();
    const event = webhookEvent("message.incoming");
    const { answer } = await deliverUntilHeld(sleeper, event);
    sleeper.child.kill("SIGSTOP");
    await letLeasesEnd();
    expect(await deliver(other, event)).toBe(200);
    sleeper.child.kill("SIGCONT");
    sleeper.child.send("go on");
    expect(await answer).toBe(200);
    expect([...effects]).toEqual([[event.id, 2]]);
    expect([await deliver(sleeper, event), await deliver(other, event)]).toEqual([200, 200]);
    expect([...effects]).toEqual([[event.id, 2]]);
  });
});
