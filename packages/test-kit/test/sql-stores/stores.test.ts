import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pass } from "node:timers/promises";
import type { DedupeStore, IdempotencyStore } from "@sendo/core";
import { DEDUPE_STORE_CASES, IDEMPOTENCY_STORE_CASES } from "@sendo/core/testing/stores";
import { hasPostgres, startPostgres, type LocalPostgres } from "../../src/postgres/index.js";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
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

describe.runIf(isHere)("issue 21: a database whose transactions are serializable", () => {
  test("100 messages and 100 events at a time: no step fails, and each key is taken once", async () => {
    const pool = new Pool({
      connectionString: server.url,
      max: 10,
      options: "-c default_transaction_isolation=serializable",
    });
    onTestFinished(() => pool.end());
    const [messages, events] = [postgresIdempotencyStore(pool), postgresDedupeStore(pool)];
    const send = async (key: string): Promise<string> => {
      const owner = randomUUID();
      const { state } = await messages.claim(key, { fingerprint: "f", owner, reference: "r", leaseMs: 60_000 });
      if (state !== "mine") return state;
      if (!(await messages.dispatch(key, { owner, leaseMs: 60_000, ttlMs: 60_000 }))) return "lost";
      await messages.accept(key, { fingerprint: "f", id: "m", reference: "r", ttlMs: 60_000 });
      return "sent";
    };
    const handle = async (key: string): Promise<string> => {
      const owner = randomUUID();
      const verdict = await events.claim(key, { owner, leaseMs: 60_000 });
      if (verdict === "mine") await events.done(key, { owner, ttlMs: 60_000 });
      return verdict;
    };
    const keys = Array.from({ length: 50 }, () => randomUUID());
    const twice = keys.flatMap((key) => [key, key]);
    const [sent, handled] = await Promise.all([Promise.all(twice.map(send)), Promise.all(twice.map(handle))]);
    expect(sent.filter((state) => state === "sent")).toHaveLength(keys.length);
    expect(handled.filter((verdict) => verdict === "mine")).toHaveLength(keys.length);
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
    ["ts\n//", "postgres-query.ts"],
    ["ts\n//", "postgres-idempotency-store.ts"],
    ["ts\n//", "postgres-dedupe-store.ts"],
  ])
    expect(page).toContain(`\`\`\`${fence} ${file}\n${read(`../../src/sql-stores/${file}`)}\`\`\``);
});
