import { readFileSync } from "node:fs";
import { hasPostgres, startPostgres, type LocalPostgres } from "@sendo-internal/test-kit/postgres";
import { postgresChallengeStore, postgresCounterStore } from "@sendo-internal/test-kit/sql-stores";
import { fakeSendo, type FakeSendo } from "@sendo/core/testing";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createVerifier, type Verifier } from "../src/index.js";
import { SECRET, TO, wrong } from "./support/set-up.js";

const available = hasPostgres() || process.env.CI !== undefined;
const SCHEMA = new URL("../../test-kit/src/sql-stores/login-schema.sql", import.meta.url);

describe.runIf(available)("issue 25: several processes with one PostgreSQL", () => {
  let server: LocalPostgres;
  let pools: Pool[] = [];
  let fake: FakeSendo;
  let verifiers: Verifier[];
  beforeAll(async () => {
    server = await startPostgres();
    pools = Array.from({ length: 3 }, () => new Pool({ connectionString: server.url, max: 4 }));
    await pools[0]!.query(readFileSync(SCHEMA, "utf8"));
    fake = fakeSendo({ retry: false });
    verifiers = pools.map((pool) => {
      const store = { challenges: postgresChallengeStore(pool), counters: postgresCounterStore(pool) };
      return createVerifier({ client: fake.client, store, secret: SECRET, brand: "Acme", maxAttempts: 10 });
    });
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await server?.close();
  });

  const concurrently = (count: number, to: string, code: string): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => (await verifiers[index % 3]!.check({ to, code })).status),
    );
  const codeOf = (to: string): string =>
    /\d{6}/.exec(fake.outbox.sent.filter((sent) => sent.to === to).at(-1)!.body)![0];
  const count = (statuses: readonly string[], status: string): number =>
    statuses.filter((each) => each === status).length;

  test("a code that one process sent is approved by one of many concurrent checks in others", async () => {
    for (let round = 0; round < 10; round += 1) {
      const to = `+1206555010${round}`;
      await verifiers[round % 3]!.start({ to, ip: "192.0.2.77" });
      expect(count(await concurrently(10, to, codeOf(to)), "approved")).toBe(1);
    }
  });

  test("guesses are stopped at the bound, and no column contains a code, a number or an address", async () => {
    const starts = await Promise.all(verifiers.map((verifier) => verifier.start({ to: TO, ip: "192.0.2.77" })));
    expect(starts.every(({ status }) => status === "started")).toBe(true);
    expect(fake.outbox.sent.filter((sent) => sent.to === TO)).toHaveLength(1);
    const guesses = await concurrently(300, TO, wrong(codeOf(TO)));
    expect([count(guesses, "wrong"), count(guesses, "locked")]).toEqual([10, 290]);
    const tables = ["sendo_counters", "sendo_challenges"].map((table) => pools[0]!.query(`SELECT * FROM ${table}`));
    const stored = JSON.stringify((await Promise.all(tables)).map(({ rows }) => rows));
    expect(stored).toContain("window_id");
    expect(stored).not.toMatch(new RegExp(`\\b${codeOf(TO)}\\b|5550142|192\\.0\\.2|${SECRET}`));
  });
});
