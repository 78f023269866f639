import { checkOptionNames } from "@sendo/core/adapter";
import type { CounterStore } from "@sendo/core/stores";
import { createHash } from "node:crypto";
import { checkPrefix, redisScript, scriptRunner, type RedisClient } from "./redis-client.js";

/** Options for {@link redisCounterStore}. */
export interface RedisCounterOptions {
  /** Prefix for the Redis keys, which start with `<prefix>:counter:`. @defaultValue `"sendo"` */
  prefix?: string | undefined;
}

// Redis clients can retry a command if the connection breaks before the response arrives. A counter can then be too high, but never too low.
const TAKE = redisScript(`
local amount = tonumber(ARGV[1])
local held = {}
for i, key in ipairs(KEYS) do
  held[i] = redis.call('HMGET', key, 'used', 'window')
  if (held[i][1] or 0) + amount > tonumber(ARGV[2 * i]) then
    local left = redis.call('PTTL', key)
    return {'full', i - 1, left < 0 and ARGV[2 * i + 1] or left}
  end
end
local reply = {'taken'}
for i, key in ipairs(KEYS) do
  local window = held[i][2]
  if amount > 0 then
    redis.call('HSET', key, 'used', (held[i][1] or 0) + amount)
    if not window then
      window = string.format('%.0f', now)
      redis.call('HSET', key, 'window', window)
      redis.call('PEXPIRE', key, ARGV[2 * i + 1])
    end
  end
  reply[i + 1] = window or ''
end
return reply`);

const GIVE_BACK = redisScript(`
for i, key in ipairs(KEYS) do
  local held = redis.call('HMGET', key, 'used', 'window')
  local is_same = held[2] and (ARGV[i + 2] == '' or ARGV[i + 2] == held[2])
  if is_same and redis.call('HSETNX', key, 'back:' .. ARGV[1], 1) == 1 then
    redis.call('HSET', key, 'used', math.max(0, held[1] - ARGV[2]))
  end
end
return 1`);

/**
 * Creates counters that all processes share, for guard budgets (`createGuard` from `@sendo/core/guard`) and login code
 * limits (`@sendo/verify`). A counter is stored as one key of about 100 bytes with a TTL. It contains no phone number.
 *
 * @param client - The app's own ioredis or node-redis client.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` when the client or `prefix` is invalid, or an option is unknown.
 *
 * @example
 * ```ts
 * import { createGuard } from "@sendo/core/guard";
 *
 * const store = redisCounterStore(new Redis(process.env.REDIS_URL!));
 * const sendo = new Sendo({ guard: createGuard({ budgets: [{ per: "account", segments: 1000 }], store }) });
 * ```
 */
export function redisCounterStore(client: RedisClient, options: RedisCounterOptions = {}): CounterStore {
  checkOptionNames<RedisCounterOptions>("redisCounterStore", options, { prefix: true });
  const run = scriptRunner(client);
  const prefix = checkPrefix("redisCounterStore", options.prefix ?? "sendo");
  // The braces put all of a group's counters in the same cluster slot.
  const namesOf = (group: string, counters: readonly { readonly key: string }[]): string[] => {
    const digest = createHash("sha256").update(group).digest("hex").slice(0, 32);
    return counters.map(({ key }) => `${prefix}:counter:{${digest}}:${key}`);
  };
  return {
    async take(group, counters, amount) {
      if (counters.length === 0) return { taken: true, windows: [] };
      const limits = counters.flatMap(({ max, windowMs }) => [max, windowMs]);
      const reply = (await run(TAKE, namesOf(group, counters), [amount, ...limits])) as unknown[];
      const [state, ...rest] = reply.map(String);
      if (state === "taken") return { taken: true, windows: rest };
      return { taken: false, full: Number(rest[0]), retryInMs: Number(rest[1]) };
    },
    async giveBack(group, { id, counters, amount }) {
      if (counters.length === 0) return;
      await run(GIVE_BACK, namesOf(group, counters), [id, amount, ...counters.map(({ window = "" }) => window)]);
    },
  };
}
