import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pass } from "node:timers/promises";
import type { DedupeStore, IdempotencyStore } from "@sendo/core";
import type { ChallengeStore, CounterStore } from "@sendo/core/stores";
import {
  CHALLENGE_STORE_CASES,
  COUNTER_STORE_CASES,
  DEDUPE_STORE_CASES,
  IDEMPOTENCY_STORE_CASES,
} from "@sendo/core/testing/stores";
import { hasPostgres, startPostgres, type LocalPostgres } from "../../src/postgres/index.js";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  postgresChallengeStore,
  postgresCounterStore,
  postgresDedupeStore,
  postgresIdempotencyStore,
} from "../../src/sql-stores/index.js";

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
  for (const file of ["schema.sql", "login-schema.sql"]) await pools[0]!.query(read(`../../src/sql-stores/${file}`));
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

describe.runIf(isHere)("issue 25: postgresCounterStore keeps the contract", () => {
  test.concurrent.each(COUNTER_STORE_CASES)("$name", async ({ run }) => {
    await run({ store: alternating<CounterStore>(postgresCounterStore), passTime: (ms) => pass(ms) });
  });
});

describe.runIf(isHere)("issue 25: postgresChallengeStore keeps the contract", () => {
  test.concurrent.each(CHALLENGE_STORE_CASES)("$name", async ({ run }) => {
    await run({ store: alternating<ChallengeStore>(postgresChallengeStore), passTime: (ms) => pass(ms) });
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

describe.runIf(isHere)("issue 25: 40 concurrent starts and 40 concurrent checks", () => {
  test.each(["read\\ committed", "serializable"])("%s: no step fails, and each limit holds", async (isolation) => {
    const pool = new Pool({
      connectionString: server.url,
      max: 10,
      options: `-c default_transaction_isolation=${isolation}`,
    });
    onTestFinished(() => pool.end());
    const [counters, challenges] = [postgresCounterStore(pool), postgresChallengeStore(pool)];
    const [group, key] = [randomUUID(), randomUUID()];
    const limits = ["b", "a"].map((name) => ({ key: name, max: 12, windowMs: 60_000 }));
    const forty = <Result>(step: (index: number) => Promise<Result>): Promise<Result[]> =>
      Promise.all(Array.from({ length: 40 }, (_, index) => step(index)));
    const taken = await forty((index) => counters.take(group, index % 2 ? limits : limits.toReversed(), 1));
    expect(taken.filter((verdict) => verdict.taken)).toHaveLength(12);
    for (let round = 0; round < 30; round += 1) {
      const last = [{ key: `last-${round}`, max: 2, windowMs: 60_000 }];
      await counters.take(group, last, 1);
      const verdicts = await forty(() => counters.take(group, last, 1));
      expect(verdicts.filter((verdict) => verdict.taken)).toHaveLength(1);
    }
    const times = { ttlMs: 60_000, resendAfterMs: 60_000, maxAttempts: 5 };
    const opened = await forty((index) => challenges.open(key, { id: `c-${index}`, ...times }));
    expect(opened.filter(({ state }) => state === "opened")).toHaveLength(1);
    const attempts = await forty(() => challenges.attempt(key, { maxAttempts: 5 }));
    const live = attempts.filter(({ state }) => state === "live");
    expect(live).toHaveLength(5);
    const { id } = live[0] as { id: string };
    const approved = await forty((index) => challenges.approve(key, { id, owner: `o-${index}` }));
    expect(approved.filter(Boolean)).toHaveLength(1);
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
    ["sql\n--", "login-schema.sql"],
    ["ts\n//", "postgres-counter-store.ts"],
    ["ts\n//", "postgres-challenge-store.ts"],
  ])
    expect(page).toContain(`\`\`\`${fence} ${file}\n${read(`../../src/sql-stores/${file}`)}\`\`\``);
});
