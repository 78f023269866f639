import type { Delivery, DeliveryAttempt } from "../../src/engine/delivery.js";
import type { SandboxMessage } from "../../src/engine/message-record.js";
import type { Exchange, RequestEntry } from "../../src/api/request-journal.js";
import type { SandboxWebhook } from "../../src/engine/webhook-record.js";
import type { Assumption } from "../../src/assumptions/assumption.js";
import type { MagicNumber } from "../../src/engine/magic-numbers.js";
import type { ActiveFault } from "../../src/faults/fault-rule.js";
import type { FaultPreset } from "../../src/faults/presets.js";
import type { OptOut } from "../../src/engine/account.js";
import type { CampaignDetails, NumberView } from "../../src/engine/registration.js";
import type { Problem } from "../../src/api/problem.js";
import type { TimelineEntry } from "../../src/operations/timeline.js";

// Responses from the control API. They use the server's types, so that the compiler detects differences.

export type {
  Assumption,
  Delivery,
  DeliveryAttempt,
  FaultPreset,
  MagicNumber,
  NumberView,
  OptOut,
  Problem,
  RequestEntry,
  TimelineEntry,
};
/** A message. */
export type Message = SandboxMessage;
/** A webhook. */
export type Webhook = SandboxWebhook;

/** Clock state in all responses and events. */
export interface ClockState {
  readonly mode: "realtime" | "manual";
  readonly now: string;
  readonly frozen: boolean;
  readonly speed: number;
}

/** A pending job on the clock. */
export interface PendingJob {
  readonly dueAt: string;
  readonly what: string;
}

/** `GET /messages/{id}`. */
export interface MessageDetails {
  readonly message: Message;
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
}

/** `GET /requests/{id}`. The bodies are absent if they are no longer stored. */
export interface RequestDetails extends Partial<Exchange> {
  readonly request: RequestEntry;
}

/** A campaign with its review. */
export interface Campaign {
  readonly id: string;
  readonly displayName: string;
  readonly status: string;
  readonly usecase: string;
  /** Monthly fee in cents after approval. */
  readonly monthlyFee: number | null;
  readonly numbers: readonly string[];
  readonly details: CampaignDetails;
  readonly review: { readonly state: "waiting" | "approved" | "rejected"; readonly reason?: string };
}

/** A tenant in the list of tenants. */
export interface TenantName {
  readonly name: string;
  /** Whether the tenant was dropped. Its key is rejected, but its data is still shown. */
  readonly dropped: boolean;
}

/** A fault rule. */
export type Fault = ActiveFault;

/** `GET /info`. */
export interface Info {
  readonly tenant: string;
  readonly campaign: string;
  readonly pendingCampaign: string;
  readonly numbers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly clock: ClockState;
  readonly limit?: {
    readonly requestsPerSecond: number | false;
    readonly window: string;
    readonly resetFormat: string;
  };
  readonly profile?: string;
  readonly seed?: string;
  readonly version?: string;
  /** Documented failure codes. */
  readonly failures: readonly { readonly code: number; readonly text: string }[];
  readonly eventTypes: readonly string[];
}
