import { randomInt } from "node:crypto";
import { setTimeout as pass } from "node:timers/promises";
import type { Pool, QueryResult, QueryResultRow } from "pg";

/** PostgreSQL rolled the statement back because of a serialization failure (`40001`) or a deadlock (`40P01`). */
const ROLLED_BACK = new Set(["40001", "40P01"]);
const MOST_TRIES = 20;

/** Runs a statement. A statement that PostgreSQL rolled back has had no effect, so it is retried. */
export async function query<Row extends QueryResultRow>(
  pool: Pool,
  statement: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await pool.query<Row>(statement, [...values]);
    } catch (error) {
      if (tries === MOST_TRIES || !ROLLED_BACK.has((error as { code?: string }).code ?? "")) throw error;
      await pass(randomInt(5 * tries)); // prevents the same statements from colliding again
    }
  }
}
