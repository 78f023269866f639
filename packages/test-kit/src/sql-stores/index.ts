export { postgresDedupeStore } from "./postgres-dedupe-store.js";
export { postgresIdempotencyStore } from "./postgres-idempotency-store.js";
