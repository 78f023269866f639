import { checkOptionNames } from "@sendo/core/adapter";
import type { DedupeStore, DedupeVerdict } from "@sendo/core";
import { checkPrefix, checkTtl, redisScript, scriptRunner, type RedisClient } from "./redis-client.js";

/** Options for {@link redisDedupeStore}. */
export interface RedisDedupeOptions {
  /** Prefix for the Redis keys, which start with `<prefix>:dedupe:`. @defaultValue `"sendo"` */
  prefix?: string | undefined;
  /**
   * How long a handled event is stored, in milliseconds (1 or more). Sendo makes its last retry 63 minutes after its
   * first attempt. If this value is less than 63 minutes, an event might be handled again.
   *
   * @defaultValue the receiver's default of two hours
   */
  ttlMs?: number | undefined;
}

// An owner could be named "done", so each stored owner has the prefix "by:".
const CLAIM = redisScript(`
local held = redis.call('GET', KEYS[1])
if held == 'done' then return 'done' end
if held and held ~= 'by:' .. ARGV[1] then return 'busy' end
redis.call('SET', KEYS[1], 'by:' .. ARGV[1], 'PX', ARGV[2])
return 'mine'`);

const DONE = redisScript(`return redis.call('SET', KEYS[1], 'done', 'PX', ARGV[1])`);

const RELEASE = redisScript(`
if redis.call('GET', KEYS[1]) == 'by:' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

/**
 * Creates a dedupe store that all processes share. A webhook event is handled only once, even if it is delivered several
 * times or to several processes at once. Each event has at most two keys. A key takes up about 150 bytes and has a TTL.
 *
 * @param client - The app's own ioredis or node-redis client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when the client, `prefix` or `ttlMs` is invalid, or an option is unknown.
 *
 * @example
 * ```ts
 * createWebhookReceiver({ dedupe: redisDedupeStore(new Redis(process.env.REDIS_URL!)), on: {} });
 * ```
 */
export function redisDedupeStore(client: RedisClient, options: RedisDedupeOptions = {}): DedupeStore {
  checkOptionNames<RedisDedupeOptions>("redisDedupeStore", options, { prefix: true, ttlMs: true });
  const run = scriptRunner(client);
  const prefix = checkPrefix("redisDedupeStore", options.prefix ?? "sendo");
  const ownTtlMs = checkTtl("redisDedupeStore", options.ttlMs);
  const name = (key: string): string[] => [`${prefix}:dedupe:${key}`];
  return {
    claim: async (key, { owner, leaseMs }) => String(await run(CLAIM, name(key), [owner, leaseMs])) as DedupeVerdict,
    async done(key, { ttlMs }) {
      await run(DONE, name(key), [ownTtlMs ?? ttlMs]);
    },
    async release(key, { owner }) {
      await run(RELEASE, name(key), [owner]);
    },
  };
}
