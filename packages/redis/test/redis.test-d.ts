import type { Cluster, Redis } from "ioredis";
import type { Cluster as Cluster5, Redis as Redis5 } from "ioredis-5";
import { createClient, createClientPool, createCluster, createSentinel } from "redis";
import {
  createClient as createClient5,
  createClientPool as createClientPool5,
  createCluster as createCluster5,
  createSentinel as createSentinel5,
} from "redis-5";
import { describe, expectTypeOf, it } from "vitest";
import type { RedisClient } from "@sendo/redis";

// Real calls, as in an app. `ReturnType<typeof createCluster>` takes the compiler 8 s.
const sentinel = { name: "main", sentinelRootNodes: [] };

describe("the app's own client", () => {
  it("is accepted without a cast", () => {
    expectTypeOf<Redis | Cluster>().toExtend<RedisClient>();
    expectTypeOf<Redis5 | Cluster5>().toExtend<RedisClient>();
    expectTypeOf(createClient()).toExtend<RedisClient>();
    expectTypeOf(createClientPool()).toExtend<RedisClient>();
    expectTypeOf(createCluster({ rootNodes: [] })).toExtend<RedisClient>();
    expectTypeOf(createSentinel(sentinel)).toExtend<RedisClient>();
    expectTypeOf(createClient5()).toExtend<RedisClient>();
    expectTypeOf(createClientPool5()).toExtend<RedisClient>();
    expectTypeOf(createCluster5({ rootNodes: [] })).toExtend<RedisClient>();
    expectTypeOf(createSentinel5(sentinel)).toExtend<RedisClient>();
  });

  it("returns promises, unlike `legacy()` of node-redis", () => {
    expectTypeOf(createClient().legacy()).not.toExtend<RedisClient>();
    expectTypeOf(createClient5().legacy()).not.toExtend<RedisClient>();
  });
});
