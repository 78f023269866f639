import { checkOptionNames } from "@sendo/core/adapter";
import type { RateLimitStore } from "@sendo/core";
import { createHash, randomUUID } from "node:crypto";
import { RATE_LIMIT_EXCHANGE } from "./rate-limit-script.js";
import { checkPrefix, scriptRunner, type RedisClient } from "./redis-client.js";

/** Options for {@link redisRateLimitStore}. */
export interface RedisRateLimitOptions {
  /** Prefix for the Redis keys, which start with `<prefix>:rate:{<digest of the account>}:`. @defaultValue `"sendo"` */
  prefix?: string | undefined;
}

/** The script's response. */
interface Reply {
  readonly epoch: string;
  readonly places: [string, number, number][] | Record<string, never>;
  readonly ask: number;
  readonly blocked: number;
  readonly processes: number;
}

/**
 * Creates the rate-limit ledger that all of an account's processes share. Together, the processes stay within
 * `requestsPerSecond`, measured by the Redis server's clock. A process makes about 0.5 to 1 Redis calls per request, and
 * none while it is idle.
 *
 * @param client - The app's own ioredis or node-redis client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when the client or `prefix` is invalid, or an option is unknown.
 *
 * @example
 * ```ts
 * const redis = new Redis(process.env.REDIS_URL!);
 * const sendo = new Sendo({ rateLimit: { store: redisRateLimitStore(redis), fallbackProcesses: 4 } });
 * ```
 */
export function redisRateLimitStore(client: RedisClient, options: RedisRateLimitOptions = {}): RateLimitStore {
  checkOptionNames<RedisRateLimitOptions>("redisRateLimitStore", options, { prefix: true });
  const run = scriptRunner(client);
  const prefix = checkPrefix("redisRateLimitStore", options.prefix ?? "sendo");
  return {
    async exchange(account, report) {
      // The braces put all of an account's keys in the same cluster slot.
      const tag = `${prefix}:rate:{${createHash("sha256").update(account).digest("hex").slice(0, 32)}}`;
      const keys = ["held", "leaving", "booked", "state", "processes"].map((name) => `${tag}:${name}`);
      const { high, normal, low } = report.waiting;
      const told = {
        process: report.process,
        turn: report.sequence,
        epoch: report.epoch ?? "",
        heard: report.acknowledgedSequence ?? -1,
        away: report.wasDisconnected,
        limit: report.requestsPerSecond,
        waiting: [high, normal, low],
        held: report.inFlight,
        ended: report.ended.map(({ id, how, agoMs, answeredBefore = -1, remaining = -1 }) => [
          id,
          how,
          agoMs,
          answeredBefore,
          remaining,
        ]),
        blocked: report.blockedForMs,
      };
      const answer = String(await run(RATE_LIMIT_EXCHANGE, keys, [JSON.stringify(told), randomUUID()]));
      const { epoch, places, ask, blocked, processes } = JSON.parse(answer) as Reply;
      return {
        epoch,
        // Lua has only one table type, so an empty list is encoded as an empty object.
        slots: Array.isArray(places) ? places.map(([id, inMs, answeredBefore]) => ({ id, inMs, answeredBefore })) : [],
        blockedForMs: blocked,
        processes,
        ...(ask >= 0 && { askAgainInMs: ask }),
      };
    },
  };
}
