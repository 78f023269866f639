import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { Sendo } from "@sendo/core";
import { redisChallengeStore, redisCounterStore } from "@sendo/redis";
import { startSandbox } from "@sendo/sandbox";
import { Redis } from "ioredis";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createVerifier } from "../src/index.js";
import { asWord, SECRET, TO } from "./support/set-up.js";

const available = hasRedis() || process.env.CI !== undefined;
const BUDGET = 200;
const ATTACKER = fileURLToPath(new URL("./support/attacker.mjs", import.meta.url));
let server: LocalRedis;
beforeAll(async () => {
  if (available) server = await startRedis();
});
afterAll(() => server?.close());

type Tally = Readonly<Record<string, number>>;

async function startAttacker(starts: number, seed: number, env: Readonly<Record<string, string>>) {
  const child = fork(ATTACKER, {
    env: { ...process.env, ...env, STARTS: String(starts), SEED: String(seed), BUDGET: String(BUDGET) },
  });
  await once(child, "message");
  return child;
}

/** Waits for the message of a process that is of a kind. */
function heard<Heard>(child: ChildProcess, isIt: (message: unknown) => boolean): Promise<Heard> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      if (isIt(message)) resolve(message as Heard);
    });
  });
}

describe.runIf(available)("several processes with one Redis", () => {
  test("a pumping attack of 10,000 starts, two processes killed: at most the budget gets out", async () => {
    const sandbox = await startSandbox({ requestsPerSecond: false });
    const env = { ...sandbox.env, REDIS_URL: server.url };
    const children: ChildProcess[] = [];
    const attack = async (starts: number, seed: number): Promise<ChildProcess> => {
      const child = await startAttacker(starts, seed, env);
      children.push(child);
      return child;
    };
    try {
      const four = await Promise.all([1, 2, 3, 4].map((seed) => attack(2_500, seed)));
      const victims = four.slice(0, 2);
      const dying = victims.map(async (child) => {
        await heard(child, (message) => message === "sending");
        child.kill("SIGKILL");
        await once(child, "exit");
      });
      const tallies = four.slice(2).map((child) => heard<Tally>(child, (message) => typeof message === "object"));
      for (const child of four) child.send("go");
      await Promise.all(dying);
      const later = await Promise.all([5, 6].map((seed) => attack(2_500, seed)));
      const more = later.map((child) => heard<Tally>(child, (message) => typeof message === "object"));
      for (const child of later) child.send("go");
      const all = await Promise.all([...tallies, ...more]);
      expect(all.flatMap(Object.keys).filter((end) => !["started", "account_budget_spent"].includes(end))).toEqual([]);
      expect(all.reduce((sum, tally) => sum + Object.values(tally).reduce((a, b) => a + b), 0)).toBe(10_000);
      expect(sandbox.messages().length).toBeLessThanOrEqual(BUDGET);
      // Each killed process can have counted what it no longer sent, for its 20 concurrent starts.
      expect(sandbox.messages().length).toBeGreaterThanOrEqual(BUDGET - 40);
    } finally {
      for (const child of children) child.kill("SIGKILL");
      await sandbox.close();
    }
  }, 120_000);

  test("a code that one process sent is approved by one of many concurrent checks in others", async () => {
    const sandbox = await startSandbox();
    const connections = [1, 2, 3].map(() => new Redis(server.url));
    for (const redis of connections) redis.on("error", () => {});
    const client = new Sendo(sandbox.clientOptions);
    try {
      await connections[0]!.flushall();
      const verifiers = connections.map((redis) =>
        createVerifier({
          client,
          store: { challenges: redisChallengeStore(redis), counters: redisCounterStore(redis) },
          secret: SECRET,
          brand: "Acme",
          domain: "acme.example",
          maxAttempts: 10,
        }),
      );
      await verifiers[0]!.start({ to: TO, ip: "192.0.2.1" });
      const { captures } = await sandbox.phone(TO).waitFor(/^@acme\.example #(\d{6})$/m);
      const checks = await Promise.all(
        Array.from({ length: 10 }, (_, each) => verifiers[each % 3]!.check({ to: TO, code: captures[0]! })),
      );
      expect(checks.filter(({ status }) => status === "approved")).toHaveLength(1);
      const keys = (await connections[0]!.keys("*")).map(async (key) => [key, await connections[0]!.hgetall(key)]);
      const stored = JSON.stringify(await Promise.all(keys));
      expect(stored).not.toMatch(asWord(captures[0]!));
      expect(stored).not.toMatch(/2065550142|192\.0\.2/);
    } finally {
      for (const redis of connections) redis.disconnect();
      await client.close();
      await sandbox.close();
    }
  }, 60_000);
});
