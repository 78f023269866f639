import { hasRedis, startRedis } from "@sendo-internal/test-kit/redis";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";

const available = hasRedis() || process.env.CI !== undefined;
const PACKAGE = new URL("..", import.meta.url);

/** The lines of a page's first example that make its client. */
function clientOf(page: string): string {
  const markdown = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
  const lines = /^const redis = new Redis\((?:.|\n)*?\);\n(?:redis\.on\(.*\n)?/m.exec(markdown)?.[0];
  return `import { Redis } from "ioredis";\n${lines!}`;
}

describe.runIf(available)("issue 21: the client of an example survives a restart of Redis, and is used again", () => {
  test.each(["packages/redis/README.md", "packages/bullmq/README.md", "docs/scaling.md"])("%s", async (page) => {
    const redis = await startRedis();
    const pings =
      'for (;;) {\n  await redis.ping().then(() => console.log("pong"), () => console.log("no"));\n' +
      "  await new Promise((resolve) => setTimeout(resolve, 10));\n}\n";
    const child = spawn(process.execPath, ["--input-type=module", "-e", clientOf(page) + pings], {
      cwd: PACKAGE,
      env: { ...process.env, REDIS_URL: redis.url },
    });
    let [stderr, exit] = ["", undefined as unknown];
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("exit", (code, signal) => (exit = code ?? signal));
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await redis.close();
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const pong = async (): Promise<void> => {
      for (;;) {
        const { value, done } = await lines.next();
        expect([done, exit, stderr.includes("Unhandled")]).toEqual([false, undefined, false]);
        if (value === "pong") return;
      }
    };
    await pong();
    await redis.kill();
    await expect.poll(() => stderr.includes("Redis:"), { timeout: 20_000 }).toBe(true);
    await redis.restart();
    for (let index = 0; index < 50; index += 1) await pong();
    expect(exit).toBeUndefined();
  });
});
