export { createWebhookReceiver, type WebhookDelivery, type WebhookReceiver } from "./receiver.js";
export {
  type WebhookContext,
  type WebhookFailure,
  type WebhookHandler,
  type WebhookHandlers,
  type WebhookReceiverOptions,
} from "./receiver-options.js";
export { WEBHOOK_EVENT_TYPES, type SendoEventType, type UnknownSendoEvent } from "../api/event.js";
export type {
  MessageIncomingEvent,
  MessageStatusEvent,
  RecipientOptoutEvent,
  SendoEvent,
  SendoEvents,
} from "./events.js";
export { type DedupeStore, type DedupeVerdict } from "../stores/dedupe-store.js";
export { memoryDedupeStore, type MemoryDedupeOptions } from "../stores/memory-dedupe-store.js";
export { statusAdvances } from "./status-order.js";
export { type NamedWebhookToken, type WebhookTokens } from "./tokens.js";
