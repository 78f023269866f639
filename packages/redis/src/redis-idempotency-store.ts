import { checkOptionNames } from "@sendo/core/adapter";
import type { IdempotencyStore, IdempotencyVerdict } from "@sendo/core";
import { checkPrefix, checkTtl, redisScript, scriptRunner, type RedisClient } from "./redis-client.js";

/** Options for {@link redisIdempotencyStore}. */
export interface RedisIdempotencyOptions {
  /**
   * Prefix for the Redis keys, which start with `<prefix>:idempotency:`. Apps that share a Redis server need different prefixes.
   *
   * @defaultValue `"sendo"`
   */
  prefix?: string | undefined;
  /**
   * How long a message is kept after it is sent, in milliseconds (1 or more). A message in flight is kept
   * regardless of this option.
   *
   * @defaultValue the client's default of 30 days
   */
  ttlMs?: number | undefined;
}

// A key with an owner is kept for its whole lease, even if `ttlMs` is shorter than the lease. Otherwise, the message
// would be sent again while it is in flight.
const KEEP = `
local function keep(lease_ms)
  if redis.call('PTTL', KEYS[1]) < tonumber(lease_ms) then redis.call('PEXPIRE', KEYS[1], lease_ms) end
end`;

// The value of each key is a Redis hash. A claim ends when its key expires. A dispatch mark contains its own lease, because the mark
// outlives its owner. Redis clients can retry a command if the connection breaks before the response arrives. A repeated
// claim by the same owner returns the same result.
const CLAIM = redisScript(`${KEEP}
local held = redis.call('HMGET', KEYS[1], 'state', 'fingerprint', 'lease', 'reference', 'dispatched', 'id', 'owner')
local state = held[1]
if state then
  if held[2] ~= ARGV[1] then return {'reused'} end
  if state == 'accepted' then return {'accepted', held[4], held[6]} end
  local is_mine = held[7] == ARGV[2]
  if state == 'claimed' and is_mine then
    redis.call('PEXPIRE', KEYS[1], ARGV[4])
    return {'mine'}
  end
  if state == 'claimed' or tonumber(held[3]) > now and not is_mine then return {'busy'} end
  redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'lease', now + ARGV[4])
  keep(ARGV[4])
  return {'in-doubt', held[4], held[5]}
end
redis.call('HSET', KEYS[1], 'state', 'claimed', 'fingerprint', ARGV[1], 'owner', ARGV[2], 'reference', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {'mine'}`);

const EXTEND = redisScript(`${KEEP}
local held = redis.call('HMGET', KEYS[1], 'state', 'owner', 'lease')
if held[2] ~= ARGV[1] then return 0 end
if held[1] == 'claimed' then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if held[1] == 'dispatched' and tonumber(held[3]) > now then
  redis.call('HSET', KEYS[1], 'lease', now + ARGV[2])
  keep(ARGV[2])
end
return 1`);

const DISPATCH = redisScript(`${KEEP}
local held = redis.call('HMGET', KEYS[1], 'state', 'owner', 'lease')
if held[2] ~= ARGV[1] then return 0 end
if held[1] == 'dispatched' and tonumber(held[3]) <= now then return 0 end
redis.call('HSET', KEYS[1], 'state', 'dispatched', 'lease', now + ARGV[2])
redis.call('HSETNX', KEYS[1], 'dispatched', now)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
keep(ARGV[2])
return 1`);

const ACCEPT = redisScript(`
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'state', 'accepted', 'fingerprint', ARGV[1], 'id', ARGV[2], 'reference', ARGV[3])
return redis.call('PEXPIRE', KEYS[1], ARGV[4])`);

const RELEASE = redisScript(`
local held = redis.call('HMGET', KEYS[1], 'state', 'owner')
if held[2] ~= ARGV[1] then return 0 end
if ARGV[2] == '1' and held[1] == 'dispatched' then return redis.call('HSET', KEYS[1], 'lease', now) end
return redis.call('DEL', KEYS[1])`);

/**
 * Creates an idempotency store that all processes share. If a job runs again, in the same process or another one, its
 * message is not sent again. The store is only as durable as your Redis server. With `appendonly yes`,
 * `appendfsync always` and `maxmemory-policy noeviction`, Redis loses no data when it restarts. With any other
 * settings, Redis can lose data, and a job that runs again afterwards would send its message again.
 *
 * @param client - The app's own ioredis or node-redis client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if the client, `prefix` or `ttlMs` is invalid, or if an option is
 * unknown.
 *
 * @example
 * ```ts
 * const sendo = new Sendo({ idempotency: redisIdempotencyStore(new Redis(process.env.REDIS_URL!)) });
 * await sendo.messages.send({ to: "+12065550142", body: "Your table is ready" }, { idempotencyKey: "reminder-1007" });
 * ```
 */
export function redisIdempotencyStore(client: RedisClient, options: RedisIdempotencyOptions = {}): IdempotencyStore {
  checkOptionNames<RedisIdempotencyOptions>("redisIdempotencyStore", options, { prefix: true, ttlMs: true });
  const run = scriptRunner(client);
  const prefix = checkPrefix("redisIdempotencyStore", options.prefix ?? "sendo");
  const ownTtlMs = checkTtl("redisIdempotencyStore", options.ttlMs);
  const name = (key: string): string[] => [`${prefix}:idempotency:${key}`];
  return {
    async claim(key, { fingerprint, owner, reference, leaseMs }) {
      return toVerdict(await run(CLAIM, name(key), [fingerprint, owner, reference, leaseMs]));
    },
    async extend(key, { owner, leaseMs }) {
      await run(EXTEND, name(key), [owner, leaseMs]);
    },
    async dispatch(key, { owner, leaseMs, ttlMs }) {
      // Some clients are configured to return numbers as strings.
      return String(await run(DISPATCH, name(key), [owner, leaseMs, ownTtlMs ?? ttlMs])) === "1";
    },
    async accept(key, { fingerprint, id, reference, ttlMs }) {
      await run(ACCEPT, name(key), [fingerprint, id, reference, ownTtlMs ?? ttlMs]);
    },
    async release(key, { owner, inDoubt }) {
      await run(RELEASE, name(key), [owner, inDoubt ? 1 : 0]);
    },
  };
}

function toVerdict(reply: unknown): IdempotencyVerdict {
  const [state, first, second] = (reply as unknown[]).map(String) as [string, string, string];
  if (state === "in-doubt") return { state, reference: first, dispatchedEpochMs: Number(second) };
  if (state === "accepted") return { state, reference: first, id: second };
  return { state: state as "mine" | "busy" | "reused" };
}
