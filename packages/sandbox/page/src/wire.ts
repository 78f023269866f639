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

// What the control API answers. The objects are the server's own types, so that the compiler sees when they part.

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
/** A text. */
export type Message = SandboxMessage;
/** Where events go. */
export type Webhook = SandboxWebhook;

/** The clock, as every answer and event about it shows it. */
export interface ClockState {
  readonly mode: "realtime" | "manual";
  readonly now: string;
  readonly frozen: boolean;
  readonly speed: number;
}

/** What waits for its time. */
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

/** `GET /requests/{id}`; without what was said if that is no longer kept. */
export interface RequestDetails extends Partial<Exchange> {
  readonly request: RequestEntry;
}

/** A campaign with its review. */
export interface Campaign {
  readonly id: string;
  readonly displayName: string;
  readonly status: string;
  readonly usecase: string;
  /** In cents, once it is approved. */
  readonly monthlyFee: number | null;
  readonly numbers: readonly string[];
  readonly details: CampaignDetails;
  readonly review: { readonly state: "waiting" | "approved" | "rejected"; readonly reason?: string };
}

/** A tenant, as `GET /tenants` lists it. */
export interface TenantName {
  readonly name: string;
  /** Its key is rejected, and what happened before can still be seen. */
  readonly dropped: boolean;
}

/** A rule of what goes wrong, and how often it hit. */
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
