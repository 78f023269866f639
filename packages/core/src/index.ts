/**
 * The client, its errors, the webhook receiver, and what a text costs: all that an app needs, in any framework or none.
 *
 * @packageDocumentation
 */

// Client
export {
  Sendo,
  type CloseOptions,
  type PublicOf,
  type SendoClient,
  type SendoOverrides,
  type SendoRequest,
} from "./client.js";
export type { AccountIdentity } from "./account-identity.js";
export type { CloseReport } from "./open-calls.js";
export type { SendoDiagnostics } from "./diagnostics.js";
export type { RateLimitOptions, RetryOptions, SendoOptions } from "./options.js";
export type { CallOptions } from "./call-plan.js";
export type { CallInfo } from "./call.js";
export type { SendoPromise } from "./sendo-promise.js";
export type { Priority } from "./rate-limit/lanes.js";
export type { RateLimitState } from "./rate-limit/limiter.js";
export type { RateLimitReading } from "./transport/rate-limit-headers.js";
export type { SendoLogger } from "./logger.js";
export type { Clock, TimerHandle } from "./clock.js";

// Resources
export type { MessageListQuery, Messages, SendCallOptions, SendInput, SentMessage } from "./resources/messages.js";
export type { BrandInput, Brands } from "./resources/brands.js";
export type { Brand } from "./resources/brands.schema.js";
export type { CampaignInput, Campaigns } from "./resources/campaigns.js";
export { CAMPAIGN_USECASES, type Campaign } from "./resources/campaigns.schema.js";
export type { NumberInput, Numbers } from "./resources/numbers.js";
export type { NumberPurchase } from "./resources/numbers.schema.js";
export type { Webhook, WebhookChange, WebhookInput, Webhooks } from "./resources/webhooks.js";
export type { PageQuery } from "./resources/resource.js";
export type { Resolution, ResolveQuery } from "./resources/resolve.js";
export type { BulkOptions, BulkProgress, BulkResult, BulkRow } from "./resources/bulk.js";
export { MESSAGE_STATUSES, type Message, type MessageStatus } from "./resources/message.schema.js";
export type { Pager } from "./resources/pager.js";
export type { OpenEnum } from "./open-enum.js";

// Idempotency
export { memoryIdempotencyStore, type MemoryIdempotencyOptions } from "./idempotency/memory-idempotency-store.js";
export type { IdempotencyState, IdempotencyStore, IdempotencyVerdict } from "./idempotency/idempotency-store.js";

// Rate limit of several processes
export { memoryRateLimitStore, type MemoryRateLimitOptions } from "./rate-limit/memory-rate-limit-store.js";
export type {
  EndedRequest,
  RateLimitGrant,
  RateLimitPlace,
  RateLimitReport,
  RateLimitStore,
} from "./rate-limit/rate-limit-store.js";

// Texts
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
  SendoIdempotencyError,
  SendoNotFoundError,
  SendoOutboxError,
  SendoQueueFullError,
  SendoRateLimitError,
  SendoRefusedError,
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
} from "./errors.js";
export { maskPhone, Secret, type SecretText } from "./redact.js";

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
  memoryDedupe,
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
  type WebhookFailure,
  type WebhookHandler,
  type WebhookHandlers,
  type WebhookReceiver,
  type WebhookReceiverOptions,
  type WebhookTokens,
} from "./webhooks/index.js";
