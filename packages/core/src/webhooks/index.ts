export { createWebhookReceiver, type WebhookReceiver } from "./receiver.js";
export {
  type WebhookContext,
  type WebhookFailure,
  type WebhookHandler,
  type WebhookHandlers,
  type WebhookReceiverOptions,
} from "./receiver-options.js";
export {
  WEBHOOK_EVENT_TYPES,
  type MessageIncomingEvent,
  type MessageStatusEvent,
  type RecipientOptoutEvent,
  type SendoEvent,
  type SendoEvents,
  type SendoEventType,
  type UnknownSendoEvent,
} from "./events.schema.js";
export { type DedupeStore, type DedupeVerdict } from "./dedupe.js";
export { memoryDedupe, type MemoryDedupeOptions } from "./memory-dedupe.js";
export { statusAdvances } from "./status-order.js";
export { type NamedWebhookToken, type WebhookTokens } from "./tokens.js";
