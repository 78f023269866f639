import type { Cluster, Redis } from "ioredis";
import type { Cluster as Cluster5, Redis as Redis5 } from "ioredis-5";
import type { createClient, createClientPool, createCluster, createSentinel } from "redis";
import type {
  createClient as createClient5,
  createClientPool as createClientPool5,
  createCluster as createCluster5,
  createSentinel as createSentinel5,
} from "redis-5";
import { describe, expectTypeOf, it } from "vitest";
import type { RedisClient } from "../src/index.js";

type Made<Make extends (...args: never[]) => unknown> = ReturnType<Make>;

describe("the app's own client", () => {
  it("is accepted without a cast", () => {
    expectTypeOf<Redis | Cluster>().toExtend<RedisClient>();
    expectTypeOf<Redis5 | Cluster5>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createClient>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createClientPool>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createCluster>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createSentinel>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createClient5>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createClientPool5>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createCluster5>>().toExtend<RedisClient>();
    expectTypeOf<Made<typeof createSentinel5>>().toExtend<RedisClient>();
  });

  it("returns promises, unlike `legacy()` of node-redis", () => {
    expectTypeOf<Made<Made<typeof createClient>["legacy"]>>().not.toExtend<RedisClient>();
    expectTypeOf<Made<Made<typeof createClient5>["legacy"]>>().not.toExtend<RedisClient>();
  });
});
