/**
 * Stores that let several processes share state in Redis: the rate limit, idempotency keys, handled events, budgets and
 * login codes.
 *
 * @packageDocumentation
 */

export { redisChallengeStore, type RedisChallengeOptions } from "./redis-challenge-store.js";
export { redisCounterStore, type RedisCounterOptions } from "./redis-counter-store.js";
export { redisDedupeStore, type RedisDedupeOptions } from "./redis-dedupe-store.js";
export { redisIdempotencyStore, type RedisIdempotencyOptions } from "./redis-idempotency-store.js";
export { redisRateLimitStore, type RedisRateLimitOptions } from "./redis-rate-limit-store.js";
export type { IoRedisClient, NodeRedisClient, RedisClient } from "./redis-client.js";
