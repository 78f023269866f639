/**
 * For testing your app: webhook events, a virtual clock, and a client that does not use the network.
 *
 * @packageDocumentation
 */

export { fakeSendo, type FakeSendo, type Outbox } from "./fake-sendo.js";
export type { Fault, SentText } from "./fake-transport.js";
export { webhookEvent, type WebhookEventChanges, type WebhookEventOptions } from "./webhook-event.js";
export { deliver, TEST_WEBHOOK_TOKEN, type DeliverOptions } from "./deliver.js";
export { VirtualClock } from "./virtual-clock.js";
