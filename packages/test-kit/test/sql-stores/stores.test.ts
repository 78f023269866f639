import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pass } from "node:timers/promises";
import type { DedupeStore, IdempotencyStore } from "@sendo/core";
import { DEDUPE_STORE_CASES, IDEMPOTENCY_STORE_CASES } from "@sendo/core/testing/stores";
import { hasPostgres, startPostgres, type LocalPostgres } from "../../src/postgres/index.js";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresDedupeStore, postgresIdempotencyStore } from "../../src/sql-stores/index.js";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
// CI installs it (.ci/run); on a machine without, these tests are skipped.
const isHere = hasPostgres() || process.env.CI !== undefined;

let server: LocalPostgres;
const pools: Pool[] = [];
beforeAll(async () => {
  if (!isHere) return;
  server = await startPostgres();
  // Two processes with one connection each.
  pools.push(...Array.from({ length: 2 }, () => new Pool({ connectionString: server.url, max: 1 })));
  await pools[0]!.query(read("../../src/sql-stores/schema.sql"));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await server?.close();
});

/** One store to the caller, of which every step is taken over another connection than the one before. */
function alternating<Store extends object>(make: (pool: Pool) => Store): Store {
  const stores = pools.map(make);
  let step = 0;
  return new Proxy(stores[0]!, { get: (_, name) => Reflect.get(stores[step++ % 2]!, name) as unknown });
}

describe.runIf(isHere)("postgresIdempotencyStore keeps the contract", () => {
  test.concurrent.each(IDEMPOTENCY_STORE_CASES)("$name", async ({ run }) => {
    await run({ store: alternating<IdempotencyStore>(postgresIdempotencyStore), passTime: (ms) => pass(ms) });
  });
});

describe.runIf(isHere)("postgresDedupeStore keeps the contract", () => {
  test.concurrent.each(DEDUPE_STORE_CASES)("$name", async ({ run }) => {
    await run({ store: alternating<DedupeStore>(postgresDedupeStore), passTime: (ms) => pass(ms) });
  });
});

describe.runIf(isHere)("a crash of the server", () => {
  test("forgets nothing that was promised", async () => {
    const store = alternating<IdempotencyStore>(postgresIdempotencyStore);
    const [key, owner] = [randomUUID(), randomUUID()];
    const claim = { fingerprint: "f", owner, reference: "r", leaseMs: 60_000 };
    await store.claim(key, claim);
    expect(await store.dispatch(key, { owner, leaseMs: 1, ttlMs: 60_000 })).toBe(true);
    for (const pool of pools) pool.on("error", () => {}); // what is done to the server is not news
    await server.kill();
    await server.restart();
    expect(await store.claim(key, { ...claim, owner: randomUUID() })).toMatchObject({
      state: "in-doubt",
      reference: "r",
    });
  });
});

test("docs/sql-stores.md shows what is tested here", () => {
  const page = read("../../../../docs/sql-stores.md");
  for (const [fence, file] of [
    ["sql\n--", "schema.sql"],
    ["ts\n//", "postgres-idempotency-store.ts"],
    ["ts\n//", "postgres-dedupe-store.ts"],
  ])
    expect(page).toContain(`\`\`\`${fence} ${file}\n${read(`../../src/sql-stores/${file}`)}\`\`\``);
});
