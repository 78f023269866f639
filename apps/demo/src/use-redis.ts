import { hasRedis, startRedis } from "@sendo-internal/test-kit/redis";

/** A Redis for the demo. */
export interface DemoRedis extends AsyncDisposable {
  readonly url: string;
  /** Where it comes from, for whoever watches. */
  readonly origin: string;
}

/** The one of REDIS_URL, else one of our own. @throws Error that says what to do, where there is neither. */
export async function useRedis(given = process.env.REDIS_URL): Promise<DemoRedis> {
  if (given) return { url: given, origin: "yours, by REDIS_URL", [Symbol.asyncDispose]: () => Promise.resolve() };
  if (!hasRedis()) {
    throw new Error(
      "several processes need a Redis. Install redis-server (Debian: apt-get install redis-server; macOS: brew install redis), " +
        "or name a running one: REDIS_URL=redis://127.0.0.1:6379",
    );
  }
  const redis = await startRedis();
  return { url: redis.url, origin: "of its own, which ends with the demo", [Symbol.asyncDispose]: () => redis.close() };
}
