import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { startExample } from "../../src/examples/index.js";
import { hasPostgres, startPostgres } from "../../src/postgres/index.js";

const isHere = hasPostgres() || process.env.CI !== undefined;

describe.runIf(isHere)("issue 21: the pool of the example on PostgreSQL", () => {
  test("survives a restart of PostgreSQL, and is used again: docs/sql-stores.md", async () => {
    const markdown = readFileSync(new URL("../../../../docs/sql-stores.md", import.meta.url), "utf8");
    const lines = /^const pool = new Pool\(.*\n(?:\/\/.*\n)*(?:pool\.on\(.*\n)?/m.exec(markdown)![0];
    const server = await startPostgres();
    const example = startExample(`import { Pool } from "pg";\n${lines}`, 'pool.query("SELECT 1")', {
      cwd: new URL("../..", import.meta.url),
      env: { ...process.env, DATABASE_URL: server.url },
    });
    onTestFinished(async () => {
      example.close();
      await server.close();
    });
    await example.succeeds();
    await server.kill();
    await expect.poll(() => example.stderr().includes("PostgreSQL"), { timeout: 20_000 }).toBe(true);
    await server.restart();
    for (let index = 0; index < 50; index += 1) await example.succeeds();
    expect(example.exit()).toBeUndefined();
  });
});
