import { hasRedis, startRedis } from "@sendo-internal/test-kit/redis";

export interface DemoRedis extends AsyncDisposable {
  readonly url: string;
  /** Description of the server for people. */
  readonly origin: string;
}

/** Uses the Redis in REDIS_URL, or starts one. @throws Error that says what to do if neither is possible. */
export async function useRedis(given = process.env.REDIS_URL): Promise<DemoRedis> {
  if (given)
    return { url: given, origin: "your server, from REDIS_URL", [Symbol.asyncDispose]: () => Promise.resolve() };
  if (!hasRedis()) {
    throw new Error(
      "several processes need Redis. Install redis-server (Debian: apt-get install redis-server; macOS: brew install redis), " +
        "or set REDIS_URL to a running server, such as REDIS_URL=redis://127.0.0.1:6379",
    );
  }
  const redis = await startRedis();
  return { url: redis.url, origin: "a temporary server for this demo", [Symbol.asyncDispose]: () => redis.close() };
}
