/**
 * A client without a network, webhook events, and cases that check a store of your own.
 *
 * @packageDocumentation
 */

export { fakeSendo, type FakeSendo, type Outbox } from "./fake-sendo.js";
export type { Fault, SentText } from "./fake-transport.js";
export { RATE_LIMIT_STORE_CASES } from "./stores/rate-limit-store-cases.js";
export { webhookEvent, type WebhookEventChanges } from "./webhook-event.js";
export { deliver, TEST_WEBHOOK_TOKEN, type DeliverOptions } from "./deliver.js";
export { VirtualClock } from "./virtual-clock.js";
export { IDEMPOTENCY_STORE_CASES } from "./stores/idempotency-store-cases.js";
export { DEDUPE_STORE_CASES } from "./stores/dedupe-store-cases.js";
export type { StoreCase, StoreUnderTest } from "./stores/store-case.js";
