/**
 * Simulates the Sendo API on localhost, in this process or in another one.
 *
 * @packageDocumentation
 */

export { startSandbox, type Sandbox } from "./server/start-sandbox.js";
export { type ReviewOptions, type ReviewTime, type SandboxOptions } from "./server/sandbox-options.js";
export { type DeliveryDelays, type Profile } from "./engine/plan-lifecycle.js";
export {
  type DisposableTenant,
  type SandboxClientOptions,
  type SandboxWebhookOptions,
  type Tenant,
  type TenantInfo,
} from "./tenant/tenant.js";
export { type TenantOptions } from "./tenant/tenant-options.js";

export {
  connectSandbox,
  type RemoteClock,
  type RemoteDisposableTenant,
  type RemoteSandbox,
} from "./remote/connect-sandbox.js";
export { type RemoteFaults, type RemoteTenant, type RemoteWebhooks } from "./remote/remote-tenant.js";
export { type RemotePhone } from "./remote/remote-phone.js";
export { type ControlAddress } from "./remote/control-client.js";

export { type Phone, type ReceivedText } from "./tenant/phone.js";
export { type ExpectNothingOptions, type TextOptions, type WaitOptions } from "./tenant/phone-options.js";
export { type SandboxMessage } from "./engine/message-record.js";
export { type SandboxMessageStatus } from "./engine/message-status.js";

export { type AddWebhookOptions } from "./tenant/add-webhook-options.js";
export { type TenantWebhooks } from "./tenant/tenant-webhooks.js";
export { type CampaignKeywords, type TenantReview } from "./tenant/tenant-review.js";
export { type TenantFaults } from "./tenant/tenant-faults.js";
export {
  type ActiveFault,
  type ApiFault,
  type FaultEffect,
  type FaultRule,
  type WebhookFault,
} from "./faults/fault-rule.js";
export { MAGIC_NUMBERS, MAGIC_PREFIXES, type MagicNumber } from "./engine/magic-numbers.js";
export { type Delivery, type DeliveryAttempt } from "./engine/delivery.js";
export { type RaisedEvent, type SandboxEvent } from "./engine/event.js";
export { type SandboxEventType, type SandboxWebhook } from "./engine/webhook-record.js";
export { type RequestEntry } from "./api/request-journal.js";
export { type Problem, type ProblemCode } from "./api/problem.js";

export { manualClock, type ManualClockOptions } from "./time/manual-clock.js";
export { realtimeClock } from "./time/realtime-clock.js";
export { type PendingJob, type SandboxClock, type SandboxTimer, type SandboxTimerOptions } from "./time/clock.js";
export { type Duration, type DurationUnit } from "./time/duration.js";

export { type Assume } from "./assumptions/assume.js";
export { ASSUMPTIONS } from "./assumptions/assumptions.js";
export { type Assumption } from "./assumptions/assumption.js";
export { SandboxError, type SandboxErrorCode } from "./errors/sandbox-error.js";
