import type { ActiveFault } from "../faults/fault-rule.js";

/** What an event tells of. */
export type SandboxEventType = "message.incoming" | "message.status" | "recipient.optout";

/** @internal The documented event types; there are no others. */
export const EVENT_TYPES: readonly SandboxEventType[] = ["message.incoming", "message.status", "recipient.optout"];

/** A webhook. */
export interface SandboxWebhook {
  /** UUID. */
  readonly id: string;
  /** Where events are posted. */
  readonly url: string;
  /** What its receiver must find in `X-Webhook-Token`. */
  readonly token: string;
  /** The campaign whose events it hears. */
  readonly campaign: string;
  /** What it hears. */
  readonly eventTypes: readonly SandboxEventType[];
  /** Empty: all numbers of the campaign. */
  readonly numbers: readonly string[];
  /** Until when no attempt reaches it: ISO 8601, on the sandbox's clock. Absent without an outage that has an end. */
  readonly outageUntil?: string;
  /** Fault rules in force for it, by id. */
  readonly faults: readonly string[];
}

/** @internal A webhook as the sandbox keeps it. */
export interface WebhookRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly campaignId: string;
  /** Sent as `X-Webhook-Token`. */
  readonly signature: string;
  name: string | undefined;
  url: string;
  eventTypes: readonly SandboxEventType[];
  /** Empty: all numbers of the campaign. */
  numbers: readonly string[];
}

/** @internal The documented form of a record. */
export function toWebhook(record: WebhookRecord): object {
  const { id, createdAt, name, url, campaignId, signature, eventTypes, numbers } = record;
  return { id, createdAt, ...(name !== undefined && { name }), url, campaignId, signature, eventTypes, numbers };
}

/** @internal A record as the sandbox's own users see it. */
export function toSandboxWebhook(record: WebhookRecord, faults: readonly ActiveFault[]): SandboxWebhook {
  const { id, url, signature, campaignId, eventTypes, numbers } = record;
  const outageUntil = faults.find(({ effect }) => effect === "outage")?.until;
  return {
    id,
    url,
    token: signature,
    campaign: campaignId,
    eventTypes,
    numbers,
    ...(outageUntil !== undefined && { outageUntil }),
    faults: faults.map((fault) => fault.id),
  };
}
