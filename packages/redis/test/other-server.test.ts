import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import type { RateLimitGrant, RateLimitReport, RateLimitStore } from "@sendo/core/stores";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { redisRateLimitStore, type IoRedisClient } from "../src/index.js";

const available = hasRedis() || process.env.CI !== undefined;
let redis: LocalRedis;
beforeEach(async () => {
  if (available) redis = await startRedis({ appendOnly: true });
});
afterEach(() => redis?.close());

async function connect(
  options: { username: string; password: string; enableReadyCheck: false } | object = {},
): Promise<Redis> {
  const client = new Redis(redis.url, { ...options, retryStrategy: () => 50 });
  client.on("error", () => {}); // what a test does to the server is not news
  onTestFinished(() => client.disconnect());
  await client.ping();
  return client;
}

/** A user who may do what the stores need, and not ask the server who it is. */
async function connectWithoutInfo(): Promise<Redis> {
  const admin = await connect();
  await admin.call("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-info");
  return connect({ username: "app", password: "secret", enableReadyCheck: false });
}

let processes = 0;
/** A process that has never heard of the store asks for ten slots. */
function ask(store: RateLimitStore, account = "one", report: Partial<RateLimitReport> = {}): Promise<RateLimitGrant> {
  return store.exchange(account, {
    process: (processes += 1).toString(16).padStart(16, "0"),
    sequence: 1,
    wasDisconnected: false,
    requestsPerSecond: 20,
    waiting: { high: 0, normal: 10, low: 0 },
    inFlight: [],
    ended: [],
    blockedForMs: 0,
    ...report,
  });
}
const nobody = { high: 0, normal: 0, low: 0 };
const placesOf = (grants: readonly RateLimitGrant[]): number[] =>
  grants.map(({ slots }) => slots.length).sort((a, b) => b - a);

/** The clients of several processes, none of which is told the script before all have heard that it is not known. */
function inStep(clients: readonly Redis[]): IoRedisClient[] {
  let heard = 0;
  let goOn!: () => void;
  const allHeard = new Promise<void>((resolve) => (goOn = resolve));
  return clients.map((client) => ({
    async evalsha(...args) {
      try {
        return await client.evalsha(...args);
      } catch (error) {
        if ((heard += 1) === clients.length) goOn();
        await allHeard;
        throw error;
      }
    },
    eval: (...args) => client.eval(...args),
  }));
}

describe.runIf(available)("which server answers", () => {
  test("four processes that start together on an empty server get the limit immediately", async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => connect()));
    const grants = await Promise.all(inStep(clients).map((client) => ask(redisRateLimitStore(client))));
    expect(placesOf(grants)).toEqual([10, 10, 0, 0]);
    expect(new Set(grants.map(({ epoch }) => epoch)).size).toBe(1);
    // The others ask again when slots can be free, and not after a pause.
    expect(grants.flatMap(({ askAgainInMs }) => askAgainInMs ?? [])).toEqual([100, 100]);
  });

  test("a restarted server is distrusted for each account, even if it knows the script", async () => {
    const store = redisRateLimitStore(await connect());
    const other = redisRateLimitStore(await connect(), { prefix: "another-app" });
    expect(placesOf([await ask(store), await ask(other), await ask(other, "two")])).toEqual([10, 10, 10]);
    await redis.kill();
    await redis.restart();
    // The first teaches the script; the server knows it when the others ask.
    for (const grant of [await ask(store), await ask(other), await ask(other, "two")]) {
      expect(grant).toMatchObject({ slots: [], askAgainInMs: 500 });
    }
  });

  test("a server that has only lost the script is trusted", async () => {
    const client = await connect();
    const store = redisRateLimitStore(client);
    const { epoch } = await ask(store);
    await client.call("SCRIPT", "FLUSH");
    expect(await ask(store)).toMatchObject({ epoch, slots: { length: 10 } });
  });

  test.each(["held", "leaving", "booked"])(
    "a server that has evicted only the key `%s` is distrusted",
    async (name) => {
      const client = await connect();
      const store = redisRateLimitStore(client);
      const { epoch, slots } = await ask(store);
      await ask(store);
      const process = slots[0]!.id.split(":")[0]!;
      const ids = slots.map(({ id }) => id);
      const answered = (id: string, agoMs: number) => ({ id, how: "answered" as const, agoMs });
      // Nine were answered 950 ms ago: their slots are handed out ahead. The tenth was answered just now.
      const report = {
        process,
        sequence: 2,
        inFlight: ids.slice(0, 1),
        ended: ids.slice(1).map((id) => answered(id, 950)),
      };
      const { slots: ahead } = await ask(store, "one", report);
      expect(ahead.filter(({ inMs }) => inMs > 0)).toHaveLength(9);
      const inFlight = ahead.map(({ id }) => id);
      await ask(store, "one", { process, sequence: 3, inFlight, ended: [answered(ids[0]!, 0)], waiting: nobody });
      const [key] = await client.keys(`sendo:rate:*:${name}`);
      expect(await client.del(key!)).toBe(1);
      const after = await ask(store);
      expect(after).toMatchObject({ slots: [], askAgainInMs: 500 });
      expect(after.epoch).not.toBe(epoch);
    },
  );

  describe("where INFO is forbidden", () => {
    test("a server that does not know the script is distrusted", async () => {
      const store = redisRateLimitStore(await connectWithoutInfo());
      expect(placesOf([await ask(store)])).toEqual([10]);
      const admin = await connect();
      await admin.call("SCRIPT", "FLUSH");
      expect(await ask(store)).toMatchObject({ slots: [], askAgainInMs: 500 });
    });

    test("for one of two users, the notes of the other stay, and neither distrusts the server", async () => {
      const may = redisRateLimitStore(await connect());
      const mayNot = redisRateLimitStore(await connectWithoutInfo());
      const { epoch } = await ask(may);
      expect(await ask(mayNot)).toMatchObject({ epoch, slots: { length: 10 } });
      expect(await ask(may)).toMatchObject({ epoch, askAgainInMs: 100 });
    });
  });
});
