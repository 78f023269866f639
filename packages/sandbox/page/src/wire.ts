import type { Delivery, DeliveryAttempt } from "../../src/engine/delivery.js";
import type { SandboxMessage } from "../../src/engine/message-record.js";
import type { RequestEntry } from "../../src/request-journal.js";
import type { SandboxWebhook } from "../../src/engine/webhook-record.js";

// What the control API answers. The objects are the server's own types, so that the compiler sees when they part.

export type { Delivery, DeliveryAttempt, RequestEntry };
/** A text. */
export type Message = SandboxMessage;
/** Where events go. */
export type Webhook = SandboxWebhook;

/** `GET /clock`. */
export interface ClockState {
  readonly mode: "realtime" | "manual";
  readonly now: string;
  readonly frozen?: boolean;
  readonly speed?: number;
  readonly pending?: readonly { readonly dueAt: string; readonly what: string }[];
}

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
}
