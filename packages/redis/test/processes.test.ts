import { startRedis, hasRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { startSandbox } from "@sendo/sandbox";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startSlowRoad } from "./support/slow-road.js";

const available = hasRedis() || process.env.CI !== undefined;
let redis: LocalRedis;
beforeAll(async () => {
  if (available) redis = await startRedis();
});
afterAll(() => redis?.close());

interface Result {
  readonly accepted: number;
  readonly refused: number;
  readonly exchanges: number;
}

/** Real processes, which begin at the same moment. Two use ioredis, two node-redis. */
async function runProcesses(loads: readonly number[], env: Readonly<Record<string, string>>): Promise<Result[]> {
  const script = fileURLToPath(new URL("./support/sender.mjs", import.meta.url));
  const children = loads.map((sends, index) =>
    fork(script, {
      env: { ...process.env, ...env, SENDS: String(sends), CLIENT: index % 2 === 0 ? "ioredis" : "node-redis" },
    }),
  );
  try {
    await Promise.all(children.map((child) => once(child, "message")));
    const results = children.map(async (child) => ((await once(child, "message")) as [Result])[0]);
    for (const child of children) child.send("go");
    return await Promise.all(results);
  } finally {
    for (const child of children) child.kill();
  }
}

const LOADS = [
  ["calendar-second", [15, 15, 15, 15]],
  ["first-request", [15, 15, 15, 15]],
  ["sliding-log", [15, 15, 15, 15]],
  ["token-bucket", [15, 15, 15, 15]],
  ["sliding-log", [60, 0, 0, 0]],
  ["sliding-log", [10, 10, 10, 10]],
] as const;

describe.runIf(available)("four processes, one account, a round trip of 20 ± 10 ms", () => {
  test.each(LOADS)(
    "by %s, %j sends: not one 429, and under three messages a send",
    async (window, loads) => {
      const sandbox = await startSandbox({ window });
      const road = await startSlowRoad(Number(new URL(sandbox.url).port), () => 5 + Math.random() * 10);
      try {
        const results = await runProcesses(loads, {
          ...sandbox.env,
          SENDO_BASE_URL: `https://127.0.0.1:${road.port}`,
          REDIS_URL: redis.url,
        });
        const sends = loads.reduce<number>((sum, load) => sum + load, 0);
        expect(results.map(({ accepted }) => accepted)).toEqual(loads);
        expect(results.map(({ refused }) => refused)).toEqual([0, 0, 0, 0]);
        expect(sandbox.messages()).toHaveLength(sends);
        const exchanges = results.reduce((sum, result) => sum + result.exchanges, 0);
        expect(exchanges / sends).toBeLessThan(3);
      } finally {
        await road.close();
        await sandbox.close();
      }
    },
    60_000,
  );
});

test.runIf(available)(
  "a Redis that takes 50 ms: no 429, and no process continues without Redis",
  async () => {
    const sandbox = await startSandbox({ window: "sliding-log" });
    const road = await startSlowRoad(redis.port, () => 25);
    try {
      const env = { ...sandbox.env, REDIS_URL: `redis://127.0.0.1:${road.port}` };
      const results = await runProcesses([15, 15, 15, 15], env);
      expect(results).toMatchObject(Array(4).fill({ accepted: 15, refused: 0, failures: 0 }));
      expect(sandbox.messages()).toHaveLength(60);
    } finally {
      await road.close();
      await sandbox.close();
    }
  },
  60_000,
);
