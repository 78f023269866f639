import { checkOptionNames } from "@sendo/core/adapter";
import type { ChallengeAttempt, ChallengeOpening, ChallengeStore } from "@sendo/core/stores";
import { checkPrefix, redisScript, scriptRunner, type RedisClient } from "./redis-client.js";

/** Options for {@link redisChallengeStore}. */
export interface RedisChallengeOptions {
  /** Prefix for the Redis keys, which start with `<prefix>:challenge:`. @defaultValue `"sendo"` */
  prefix?: string | undefined;
}

const MOST_REPLACED = 3;

// Redis clients can retry a command if the connection breaks before the response arrives. `opener` is the id of the latest
// successful attempt, and `opening` is its result. A retry has the same id and returns that result. Without this check, the
// first attempt would make the retry return `wait`.
const OPEN = redisScript(`
local held = redis.call('HMGET', KEYS[1], 'id', 'expires', 'replaced', 'attempts', 'sends', 'sent', 'accepted', 'approved',
  'opener', 'opening')
local id, ttl, pause = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local left = 0
if held[1] then
  if not held[8] then left = math.max(0, held[2] - now) end
  if held[9] == id then return {held[10], held[1], held[5], left} end
  local wait = held[6] + pause - now
  if wait > 0 then return {'wait', wait, left} end
  if not held[7] and tonumber(held[4]) < tonumber(ARGV[4]) and left >= pause and left > 0 then
    redis.call('HSET', KEYS[1], 'sends', held[5] + 1, 'sent', now, 'opener', id, 'opening', 'again')
    return {'again', held[1], held[5] + 1, left}
  end
end
local replaced = ''
if left > 0 then
  local count = 1
  replaced = held[1]
  for each in string.gmatch(held[3], '[^,]+') do
    if count < ${MOST_REPLACED} then replaced = replaced .. ',' .. each end
    count = count + 1
  end
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'id', id, 'expires', now + ttl, 'replaced', replaced, 'attempts', 0, 'sends', 1, 'sent', now,
  'opener', id, 'opening', 'opened')
redis.call('PEXPIRE', KEYS[1], 2 * ttl)
return {'opened', id, 1, ttl}`);

const SENT = redisScript(`
local held = redis.call('HMGET', KEYS[1], 'id', 'sends')
if held[1] ~= ARGV[1] then return 0 end
if ARGV[3] == 'accepted' then return redis.call('HSET', KEYS[1], 'accepted', 1) end
if held[2] == ARGV[2] then return redis.call('HSET', KEYS[1], 'sent', 0) end
return 0`);

const ATTEMPT = redisScript(`
local held = redis.call('HMGET', KEYS[1], 'id', 'expires', 'replaced', 'attempts', 'approved')
if not held[1] or held[5] then return {'not-found'} end
if tonumber(held[2]) <= now then return {'expired'} end
local left = ARGV[1] - held[4] - 1
if left < 0 then return {'locked'} end
redis.call('HSET', KEYS[1], 'attempts', held[4] + 1)
return {'live', held[1], held[3], left}`);

const APPROVE = redisScript(`
local held = redis.call('HMGET', KEYS[1], 'id', 'expires', 'approved')
if held[1] ~= ARGV[1] or tonumber(held[2]) <= now then return 0 end
if not held[3] then redis.call('HSET', KEYS[1], 'approved', ARGV[2]) end
return (not held[3] or held[3] == ARGV[2]) and 1 or 0`);

/**
 * Creates a store for login code challenges (`@sendo/verify`). Any process can check a code sent by another process,
 * and a code is approved only once. A challenge is stored as one key of about 300 bytes with a TTL. It contains neither
 * the code nor the phone number.
 *
 * @param client - The app's own ioredis or node-redis client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when the client or `prefix` is invalid, or an option is unknown.
 *
 * @example
 * ```ts
 * const challenges = redisChallengeStore(new Redis(process.env.REDIS_URL!));
 * ```
 */
export function redisChallengeStore(client: RedisClient, options: RedisChallengeOptions = {}): ChallengeStore {
  checkOptionNames<RedisChallengeOptions>("redisChallengeStore", options, { prefix: true });
  const run = scriptRunner(client);
  const prefix = checkPrefix("redisChallengeStore", options.prefix ?? "sendo");
  const name = (key: string): string[] => [`${prefix}:challenge:${key}`];
  return {
    async open(key, { id, ttlMs, resendAfterMs, maxAttempts }) {
      return toOpening(await run(OPEN, name(key), [id, ttlMs, resendAfterMs, maxAttempts]));
    },
    async sent(key, { id, send, outcome }) {
      await run(SENT, name(key), [id, send, outcome]);
    },
    async attempt(key, { maxAttempts }) {
      return toAttempt(await run(ATTEMPT, name(key), [maxAttempts]));
    },
    async approve(key, { id, owner }) {
      // Some clients are configured to return numbers as strings.
      return String(await run(APPROVE, name(key), [id, owner])) === "1";
    },
  };
}

function toOpening(reply: unknown): ChallengeOpening {
  const [state, first, second, third] = (reply as unknown[]).map(String) as [string, string, string, string];
  if (state === "wait") return { state, retryInMs: Number(first), expiresInMs: Number(second) };
  return { state: state as "opened" | "again", id: first, send: Number(second), expiresInMs: Number(third) };
}

function toAttempt(reply: unknown): ChallengeAttempt {
  const [state, id, replaced, left] = (reply as unknown[]).map(String) as [string, string, string, string];
  if (state !== "live") return { state: state as "locked" | "expired" | "not-found" };
  return { state, id, replaced: replaced === "" ? [] : replaced.split(","), attemptsLeft: Number(left) };
}
