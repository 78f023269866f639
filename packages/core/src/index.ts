/**
 * The client, its errors, the webhook receiver and message segments: everything that an app needs with or without a framework.
 *
 * @packageDocumentation
 */

// Client
export { Sendo, type CloseOptions, type SendoClient, type SendoOverrides, type SendoRequest } from "./client.js";
export type { CloseReport } from "./call/in-flight-calls.js";
export type { SendoDiagnostics } from "./observe/diagnostics.js";
export type { SendoCallTrace } from "./call/call-trace.js";
export type { AttemptInfo, RateLimitOptions, RetryOptions, SendoOptions } from "./options/options.js";
export type { GuardContext, GuardedMessage, GuardVerdict, SendoGuard } from "./options/sendo-guard.js";
export type { CallOptions } from "./call/call-options.js";
export type { CallInfo, SendoPromise } from "./call/sendo-promise.js";
export type { Priority } from "./rate-limit/priority-queue.js";
export type { AccountIdentity } from "./options/account-identity.js";
export type { RateLimitState } from "./rate-limit/limiter.js";
export type { RateLimitReading } from "./rate-limit/rate-limit-headers.js";
export type { SendoLogger } from "./observe/logger.js";
export type { Clock, TimerHandle } from "./internal/clock.js";
export { lazy } from "./internal/lazy.js";

// Resources
export type { MessageListQuery, Messages } from "./resources/messages.js";
export type { SendCallOptions, SendInput, SentMessage } from "./resources/send.js";
export type { BrandInput, Brands } from "./resources/brands.js";
export type { Brand } from "./api/brand.js";
export type { CampaignInput, Campaigns } from "./resources/campaigns.js";
export { CAMPAIGN_USECASES, type Campaign } from "./api/campaign.js";
export type { NumberInput, Numbers } from "./resources/numbers.js";
export type { NumberPurchase } from "./api/number.js";
export type { Webhook, WebhookChange, WebhookInput, Webhooks } from "./resources/webhooks.js";
export type { PageQuery } from "./api/page-query.js";
export type { Resolution, ResolveQuery } from "./resources/find-by-reference.js";
export type { WaitForOptions } from "./resources/wait-for.js";
export type { BulkOptions, BulkProgress, BulkResult, BulkRow } from "./resources/send-many.js";
export { MESSAGE_STATUSES, type MessageStatus } from "./api/message.js";
export type { Message } from "./sms/message.js";
export type { Pager } from "./resources/pager.js";

// Idempotency
export { memoryIdempotencyStore, type MemoryIdempotencyOptions } from "./stores/memory-idempotency-store.js";
export type { IdempotencyState, IdempotencyStore, IdempotencyVerdict } from "./stores/idempotency-store.js";

// Rate limit shared by several processes
export type { RateLimitStore } from "./stores/rate-limit-store.js";

// Messages
export { countSegments, type SegmentCount, type SegmentOptions } from "./sms/segments.js";
export {
  DELIVERY_CODES,
  describeDeliveryCode,
  type DeliveryCode,
  type DeliveryErrorCode,
} from "./sms/delivery-codes.js";

// Errors
export {
  isOutcomeUnknown,
  isSendoError,
  SendoAbortError,
  SendoApiError,
  SendoAuthenticationError,
  SendoBadRequestError,
  SendoConfigError,
  SendoConnectionError,
  SendoError,
  SendoGuardError,
  SendoIdempotencyError,
  SendoNotFoundError,
  SendoQueueFullError,
  SendoRateLimitError,
  SendoRejectedError,
  SendoServerError,
  SendoTimeoutError,
  SendoUnexpectedStatusError,
  SendoUnreadableResponseError,
  SendoValidationError,
  SendoWebhookError,
  type AnySendoError,
  type Outcome,
  type SendoErrorCause,
  type SendoErrorCode,
  type SendoValidationIssue,
} from "./errors/errors.js";
export { maskPhone, Secret, type SecretText } from "./errors/redact.js";

// Transport
export { HttpsTransport, type HttpsTransportOptions } from "./transport/https-transport.js";
export type {
  AttemptResult,
  Transport,
  TransportAttempt,
  TransportFailure,
  TransportRequest,
  TransportResponse,
} from "./transport/transport.js";

// Webhooks
export {
  createWebhookReceiver,
  memoryDedupeStore,
  statusAdvances,
  WEBHOOK_EVENT_TYPES,
  type DedupeStore,
  type DedupeVerdict,
  type MemoryDedupeOptions,
  type MessageIncomingEvent,
  type MessageStatusEvent,
  type NamedWebhookToken,
  type RecipientOptoutEvent,
  type SendoEvent,
  type SendoEvents,
  type SendoEventType,
  type UnknownSendoEvent,
  type WebhookContext,
  type WebhookDelivery,
  type WebhookFailure,
  type WebhookHandler,
  type WebhookHandlers,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  type WebhookTokens,
} from "./receiver/index.js";
