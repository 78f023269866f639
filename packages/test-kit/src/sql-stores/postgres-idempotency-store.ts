import type { IdempotencyStore } from "@sendo/core";
import type { Pool } from "pg";
import { query } from "./postgres-query.js";

interface Row {
  fingerprint: string;
  reference: string;
  message_id: string | null;
  dispatched_epoch_ms: number | null;
}

/** Keeps sent messages in PostgreSQL. Each step is one atomic statement and uses the server's clock. */
export function postgresIdempotencyStore(pool: Pool): IdempotencyStore {
  return {
    async claim(key, { fingerprint, owner, reference, leaseMs }) {
      // A free key gets a new entry, and a key with an unknown outcome gets a new owner. All other keys stay unchanged.
      const { rows: taken } = await query<Pick<Row, "reference" | "dispatched_epoch_ms">>(
        pool,
        `INSERT INTO sendo_idempotency AS held (key, fingerprint, reference, owner, lease_until, forget_at)
         VALUES ($1, $2, $3, $4, now() + $5 * interval '1 ms', now() + $5 * interval '1 ms')
         ON CONFLICT (key) DO UPDATE SET
           fingerprint = excluded.fingerprint,
           owner = excluded.owner,
           lease_until = excluded.lease_until,
           message_id = NULL,
           reference = CASE WHEN held.forget_at > now() THEN held.reference ELSE excluded.reference END,
           dispatched_at = CASE WHEN held.forget_at > now() THEN held.dispatched_at END,
           forget_at = CASE WHEN held.forget_at > now() THEN greatest(held.forget_at, excluded.lease_until) ELSE excluded.forget_at END
         WHERE held.forget_at <= now()
            OR (held.fingerprint = $2 AND held.dispatched_at IS NOT NULL AND held.lease_until <= now())
         RETURNING reference, (extract(epoch FROM dispatched_at) * 1000)::float8 AS dispatched_epoch_ms`,
        [key, fingerprint, reference, owner, leaseMs],
      );
      if (taken[0] !== undefined) {
        const { reference: carried, dispatched_epoch_ms: dispatchedEpochMs } = taken[0];
        if (dispatchedEpochMs === null) return { state: "mine" };
        return { state: "in-doubt", reference: carried, dispatchedEpochMs: Math.floor(dispatchedEpochMs) };
      }
      // This query changes nothing, so it can be a separate step. If the key has become free in the meantime, this
      // caller still gets "busy".
      const { rows } = await query<Omit<Row, "dispatched_epoch_ms">>(
        pool,
        "SELECT fingerprint, reference, message_id FROM sendo_idempotency WHERE key = $1 AND forget_at > now()",
        [key],
      );
      const [held] = rows;
      if (held === undefined) return { state: "busy" };
      if (held.fingerprint !== fingerprint) return { state: "reused" };
      if (held.message_id === null) return { state: "busy" };
      return { state: "accepted", id: held.message_id, reference: held.reference };
    },
    async extend(key, { owner, leaseMs }) {
      await query(
        pool,
        `UPDATE sendo_idempotency SET
           lease_until = now() + $3 * interval '1 ms',
           forget_at = greatest(now() + $3 * interval '1 ms', CASE WHEN dispatched_at IS NOT NULL THEN forget_at END)
         WHERE key = $1 AND owner = $2 AND lease_until > now()`,
        [key, owner, leaseMs],
      );
    },
    async dispatch(key, { owner, leaseMs, ttlMs }) {
      const marked = await query(
        pool,
        `UPDATE sendo_idempotency SET
           lease_until = now() + $3 * interval '1 ms',
           dispatched_at = coalesce(dispatched_at, now()),
           forget_at = now() + greatest($3, $4) * interval '1 ms' -- a leased key does not expire
         WHERE key = $1 AND owner = $2 AND lease_until > now()`,
        [key, owner, leaseMs, ttlMs],
      );
      return marked.rowCount === 1;
    },
    async accept(key, { fingerprint, id, reference, ttlMs }) {
      await query(
        pool,
        `INSERT INTO sendo_idempotency (key, fingerprint, reference, message_id, forget_at)
         VALUES ($1, $2, $3, $4, now() + $5 * interval '1 ms')
         ON CONFLICT (key) DO UPDATE SET
           fingerprint = excluded.fingerprint, reference = excluded.reference, message_id = excluded.message_id,
           forget_at = excluded.forget_at, owner = NULL, lease_until = NULL, dispatched_at = NULL`,
        [key, fingerprint, reference, id, ttlMs],
      );
    },
    async release(key, { owner, inDoubt }) {
      // If the message may have been sent, this step ends only the lease and keeps the key.
      await query(
        pool,
        `UPDATE sendo_idempotency SET
           lease_until = now(),
           forget_at = CASE WHEN $3 AND dispatched_at IS NOT NULL THEN forget_at ELSE now() END
         WHERE key = $1 AND owner = $2`,
        [key, owner, inDoubt],
      );
    },
  };
}
