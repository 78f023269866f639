import type { ChallengeAttempt, ChallengeOpening, ChallengeStore } from "@sendo/core/stores";
import type { Pool } from "pg";
import { query } from "./postgres-query.js";

interface Live {
  id: string;
  replaced: string[];
  attempts_left: number;
}

/** Keeps login code challenges in PostgreSQL. A single SQL statement makes each change. */
export function postgresChallengeStore(pool: Pool): ChallengeStore {
  return {
    async open(key, { id, ttlMs, resendAfterMs, maxAttempts }) {
      const statement = "SELECT sendo_open($1, $2, $3, $4, $5) AS opening";
      const values = [key, id, ttlMs, resendAfterMs, maxAttempts];
      const { rows } = await query<{ opening: ChallengeOpening }>(pool, statement, values);
      return rows[0]!.opening;
    },
    async sent(key, { id, send, outcome }) {
      await query(
        pool,
        `UPDATE sendo_challenges SET
           accepted = accepted OR $4,
           sent_at = CASE WHEN $4 OR sends <> $3 THEN sent_at END
         WHERE key = $1 AND id = $2 AND evict_at > clock_timestamp()`,
        [key, id, send, outcome === "accepted"],
      );
    },
    async attempt(key, { maxAttempts }) {
      const { rows: counted } = await query<Live>(
        pool,
        `UPDATE sendo_challenges SET attempts = attempts + 1
         WHERE key = $1 AND approved_by IS NULL AND expires_at > clock_timestamp() AND attempts < $2
         RETURNING id, replaced, $2 - attempts AS attempts_left`,
        [key, maxAttempts],
      );
      if (counted[0] !== undefined) {
        const { id, replaced, attempts_left: attemptsLeft } = counted[0];
        return { state: "live", id, replaced, attemptsLeft };
      }
      // This statement only reads data, so it does not have to be atomic with the update above.
      const { rows } = await query<{ state: Exclude<ChallengeAttempt["state"], "live"> }>(
        pool,
        `SELECT CASE WHEN expires_at > clock_timestamp() THEN 'locked' ELSE 'expired' END AS state FROM sendo_challenges
         WHERE key = $1 AND approved_by IS NULL AND evict_at > clock_timestamp()`,
        [key],
      );
      return { state: rows[0]?.state ?? "not-found" };
    },
    async approve(key, { id, owner }) {
      const approved = await query(
        pool,
        `UPDATE sendo_challenges SET approved_by = $3
         WHERE key = $1 AND id = $2 AND expires_at > clock_timestamp() AND coalesce(approved_by, $3) = $3`,
        [key, id, owner],
      );
      return approved.rowCount === 1;
    },
  };
}
