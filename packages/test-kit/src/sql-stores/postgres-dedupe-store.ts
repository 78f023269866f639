import type { DedupeStore } from "@sendo/core";
import type { Pool } from "pg";
import { query } from "./postgres-query.js";

/** Stores handled webhook events in PostgreSQL. Each step is one atomic statement and uses the server's clock. */
export function postgresDedupeStore(pool: Pool): DedupeStore {
  return {
    async claim(key, { owner, leaseMs }) {
      const taken = await query(
        pool,
        `INSERT INTO sendo_deliveries AS held (key, owner, until) VALUES ($1, $2, now() + $3 * interval '1 ms')
         ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, until = excluded.until
         WHERE held.until <= now() OR held.owner = $2`,
        [key, owner, leaseMs],
      );
      if (taken.rowCount === 1) return "mine";
      const { rows } = await query<{ owner: string | null }>(
        pool,
        "SELECT owner FROM sendo_deliveries WHERE key = $1 AND until > now()",
        [key],
      );
      return rows[0]?.owner === null ? "done" : "busy";
    },
    async done(key, { ttlMs }) {
      await query(
        pool,
        `INSERT INTO sendo_deliveries (key, until) VALUES ($1, now() + $2 * interval '1 ms')
         ON CONFLICT (key) DO UPDATE SET owner = NULL, until = excluded.until`,
        [key, ttlMs],
      );
    },
    async release(key, { owner }) {
      await query(pool, "DELETE FROM sendo_deliveries WHERE key = $1 AND owner = $2", [key, owner]);
    },
  };
}
