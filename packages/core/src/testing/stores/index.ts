/**
 * Test cases that check your own store against its contract. They work with any test runner.
 *
 * @packageDocumentation
 */

export { CHALLENGE_STORE_CASES } from "./challenge-store-cases.js";
export { COUNTER_STORE_CASES } from "./counter-store-cases.js";
export { DEDUPE_STORE_CASES } from "./dedupe-store-cases.js";
export { IDEMPOTENCY_STORE_CASES } from "./idempotency-store-cases.js";
export { RATE_LIMIT_STORE_CASES } from "./rate-limit-store-cases.js";
export { memoryRateLimitStore, type MemoryRateLimitOptions } from "./memory-rate-limit-store.js";
export type { StoreCase, StoreUnderTest } from "./store-case.js";
