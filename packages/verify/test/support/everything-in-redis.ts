import type { Redis } from "ioredis";

/** Every key of a Redis with its whole content. */
export async function everythingInRedis(redis: Redis): Promise<string> {
  const contents: unknown[] = [];
  for (const key of await redis.keys("*")) {
    const type = await redis.type(key);
    contents.push([key, type, await CONTENT[type]!(redis, key)]);
  }
  return JSON.stringify(contents);
}

const CONTENT: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  string: (redis, key) => redis.get(key),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, "0", "-1", "WITHSCORES"),
  stream: (redis, key) => redis.xrange(key, "-", "+"),
};
