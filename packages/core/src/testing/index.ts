/**
 * A client without a network, webhook events and a virtual clock, for testing your app.
 *
 * @packageDocumentation
 */

export { fakeSendo, type FakeSendo, type Outbox } from "./fake-sendo.js";
export type { Fault, SentText } from "./fake-transport.js";
export { webhookEvent, type WebhookEventChanges, type WebhookEventOptions } from "./webhook-event.js";
export { deliver, TEST_WEBHOOK_TOKEN, type DeliverOptions } from "./deliver.js";
export { VirtualClock } from "./virtual-clock.js";
