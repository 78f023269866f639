export { postgresChallengeStore } from "./postgres-challenge-store.js";
export { postgresCounterStore } from "./postgres-counter-store.js";
export { postgresDedupeStore } from "./postgres-dedupe-store.js";
export { postgresIdempotencyStore } from "./postgres-idempotency-store.js";
