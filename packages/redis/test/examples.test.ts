import { startExample, type RunningExample } from "@sendo-internal/test-kit/examples";
import { hasRedis, startRedis, type LocalRedis } from "@sendo-internal/test-kit/redis";
import { Redis } from "ioredis";
import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSlowRoad } from "./support/slow-road.js";

const available = hasRedis() || process.env.CI !== undefined;
const PACKAGE = new URL("..", import.meta.url);
/** The lines of the examples of these pages that make a client. */
const CLIENTS = ["packages/redis/README.md", "packages/bullmq/README.md", "docs/scaling.md"].flatMap((page) => {
  const markdown = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
  const found = markdown.match(/^const redis = new Redis\((?:.|\n)*?\);\n(?:redis\.on\(.*\n)?/gm);
  return found!.map((lines, index) => [`${page}, example ${index + 1}`, lines] as const);
});

/** A process that makes the client of an example, and then writes to it again and again. */
function startClient(lines: string, url: string): RunningExample {
  // As a store's script writes, since Redis words its errors differently there.
  const write = `redis.eval("return redis.call('SET', KEYS[1], '1')", 1, "key")`;
  const example = startExample(`import { Redis } from "ioredis";\n${lines}`, write, {
    cwd: PACKAGE,
    env: { ...process.env, REDIS_URL: url },
  });
  onTestFinished(() => example.close());
  return example;
}

async function startServers(count: number): Promise<LocalRedis[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => startRedis()));
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))));
  return servers;
}

async function command(server: LocalRedis, ...args: [string, ...string[]]): Promise<void> {
  const admin = new Redis(server.url);
  await admin.call(...args);
  admin.disconnect();
}

describe.runIf(available)("issue 21: the client of an example", () => {
  test.each(CLIENTS)("survives a restart of Redis, and is used again: %s", async (_, lines) => {
    const [redis] = await startServers(1);
    const example = startClient(lines, redis!.url);
    await example.succeeds();
    await redis!.kill();
    await expect.poll(() => example.stderr().includes("Redis:"), { timeout: 20_000 }).toBe(true);
    await redis!.restart();
    for (let index = 0; index < 50; index += 1) await example.succeeds();
    expect(example.exit()).toBeUndefined();
  });

  test.each(CLIENTS)(
    "follows a managed failover, in which the former primary becomes a replica: %s",
    async (_, lines) => {
      const [former, next] = await startServers(2);
      let primary = former!;
      // The address of a managed Redis leads new connections to the primary, and keeps those that are open.
      const address = await startSlowRoad(
        () => primary.port,
        () => 0,
      );
      onTestFinished(() => address.close());
      const example = startClient(lines, `redis://127.0.0.1:${address.port}`);
      await example.succeeds();
      primary = next!;
      await command(former!, "REPLICAOF", "127.0.0.1", String(next!.port));
      for (let index = 0; index < 50; index += 1) await example.succeeds();
      expect(example.exit()).toBeUndefined();
    },
  );
});
