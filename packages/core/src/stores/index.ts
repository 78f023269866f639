/**
 * The contracts of what several processes share: for authors of stores. `@sendo/redis` implements all three.
 *
 * @packageDocumentation
 */

export type { DedupeStore, DedupeVerdict } from "./dedupe-store.js";
export type { IdempotencyStore, IdempotencyVerdict } from "./idempotency-store.js";
export type {
  EndedRequest,
  RateLimitGrant,
  RateLimitReport,
  RateLimitSlot,
  RateLimitStore,
} from "./rate-limit-store.js";
