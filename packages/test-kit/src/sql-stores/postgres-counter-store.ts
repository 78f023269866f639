import { createHash } from "node:crypto";
import type { CounterStore, CounterVerdict } from "@sendo/core/stores";
import type { Pool } from "pg";
import { query } from "./postgres-query.js";

/** Creates a counter store in PostgreSQL, for login code limits and guard budgets. Each step is one SQL statement. */
export function postgresCounterStore(pool: Pool): CounterStore {
  return {
    async take(group, counters, amount) {
      if (counters.length === 0) return { taken: true, windows: [] };
      const names = counters.map(({ key }) => nameOf(group, key));
      const maxima = counters.map(({ max }) => max);
      const windows = counters.map(({ windowMs }) => windowMs);
      const statement = "SELECT sendo_take($1, $2, $3, $4) AS verdict";
      const { rows } = await query<{ verdict: CounterVerdict }>(pool, statement, [names, maxima, windows, amount]);
      return rows[0]!.verdict;
    },
    async giveBack(group, { id, counters, amount }) {
      const names = counters.map(({ key }) => nameOf(group, key));
      const windows = counters.map(({ window = "" }) => window);
      await query(
        pool,
        `UPDATE sendo_counters AS held SET used = greatest(0, used - $4::bigint), returned = array_append(returned, $1::text)
         FROM unnest($2::text[], $3::text[]) AS given (name, window_id)
         WHERE held.name = given.name AND held.ends_at > clock_timestamp()
           AND given.window_id IN ('', held.window_id::text) AND $1 <> ALL (held.returned)`,
        [id, names, windows, amount],
      );
    },
  };
}

function nameOf(group: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([group, key]))
    .digest("hex");
}
