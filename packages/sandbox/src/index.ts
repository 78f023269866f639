/**
 * The Sendo API on this machine, in process or found in another one.
 *
 * @packageDocumentation
 */

export { startSandbox, type Sandbox } from "./start-sandbox.js";
export { type ReviewOptions, type ReviewTime, type SandboxOptions } from "./sandbox-options.js";
export { type DeliveryDelays } from "./engine/engine.js";
export { type OwnTenant, type SandboxClientOptions, type Tenant } from "./tenant.js";
export { type TenantOptions } from "./tenant-options.js";

export {
  connectSandbox,
  type RemoteClock,
  type RemoteOwnTenant,
  type RemoteSandbox,
} from "./remote/connect-sandbox.js";
export { type RemoteFaults, type RemoteTenant, type RemoteWebhooks, type TenantFacts } from "./remote/remote-tenant.js";
export { type RemoteHandset } from "./remote/remote-handset.js";
export { type ControlAddress } from "./control-client.js";

export { type Handset, type Received } from "./handset.js";
export { type ExpectNothingOptions, type TextOptions, type WaitOptions } from "./handset-options.js";
export { type SandboxMessage, type SandboxMessageStatus } from "./engine/message-record.js";

export { type AddWebhookOptions } from "./add-webhook-options.js";
export { type TenantWebhooks } from "./tenant-webhooks.js";
export { type CampaignKeywords, type TenantReview } from "./tenant-review.js";
export { type TenantFaults } from "./tenant-faults.js";
export {
  type ActiveFault,
  type ApiFault,
  type FaultEffect,
  type FaultRule,
  type WebhookFault,
} from "./faults/fault-rule.js";
export { MAGIC_NUMBERS, MAGIC_PREFIXES, type MagicNumber } from "./engine/magic-numbers.js";
export { type Profile } from "./engine/plan-life.js";
export { type Delivery, type DeliveryAttempt } from "./engine/delivery.js";
export { type RaisedEvent, type SandboxEvent } from "./engine/event.js";
export { type SandboxEventType, type SandboxWebhook } from "./engine/webhook-record.js";
export { type RequestEntry } from "./request-journal.js";
export { type Problem, type ProblemCode } from "./problem.js";

export { manualClock, type ManualClockOptions } from "./manual-clock.js";
export { realtimeClock } from "./realtime-clock.js";
export { type PendingJob, type SandboxClock, type SandboxTimer, type SandboxTimerOptions } from "./clock.js";
export { type Duration, type DurationUnit } from "./duration.js";

export { type Assume } from "./assume.js";
export { ASSUMPTIONS } from "./assumptions.js";
export { type Assumption } from "./ledger/assumption.js";
export { SandboxError, type SandboxErrorCode } from "./sandbox-error.js";
