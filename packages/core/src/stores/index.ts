/**
 * Contracts for stores that several processes share. Also contains in-memory stores for single-process apps:
 * one for counters and one for challenges.
 *
 * @packageDocumentation
 */

export type { DedupeStore, DedupeVerdict } from "./dedupe-store.js";
export type { ChallengeAttempt, ChallengeOpening, ChallengeStore } from "./challenge-store.js";
export type { CountedWindow, CounterLimit, CounterReturn, CounterStore, CounterVerdict } from "./counter-store.js";
export { memoryChallengeStore, type MemoryChallengeOptions } from "./memory-challenge-store.js";
export { memoryCounterStore, type MemoryCounterOptions } from "./memory-counter-store.js";
export type { IdempotencyStore, IdempotencyVerdict } from "./idempotency-store.js";
export type {
  EndedRequest,
  RateLimitGrant,
  RateLimitReport,
  RateLimitSlot,
  RateLimitStore,
} from "./rate-limit-store.js";
