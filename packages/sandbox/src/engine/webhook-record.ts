import type { ActiveFault } from "../faults/fault-rule.js";

/** Event type. */
export type SandboxEventType = "message.incoming" | "message.status" | "recipient.optout";

/** @internal All documented event types. */
export const EVENT_TYPES: readonly SandboxEventType[] = ["message.incoming", "message.status", "recipient.optout"];

/** One of the sandbox's webhooks. */
export interface SandboxWebhook {
  /** Webhook id, a UUID. */
  readonly id: string;
  /** URL that receives the events. */
  readonly url: string;
  /** Token that the sandbox sends in `X-Webhook-Token`. */
  readonly token: string;
  /** Id of the campaign whose events the webhook receives. */
  readonly campaign: string;
  /** Event types that the webhook receives. */
  readonly eventTypes: readonly SandboxEventType[];
  /** Numbers whose events the webhook receives. An empty list means all of the campaign's numbers. */
  readonly numbers: readonly string[];
  /**
   * Time at which a simulated outage ends, on the sandbox's clock, in ISO 8601 format. Absent if there is no outage, or
   * if the outage has no time limit.
   */
  readonly outageUntil?: string;
  /** Ids of the active fault rules for the webhook. */
  readonly faults: readonly string[];
}

/** @internal A stored webhook. */
export interface WebhookRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly campaignId: string;
  /** Token for `X-Webhook-Token`. */
  readonly signature: string;
  name: string | undefined;
  url: string;
  eventTypes: readonly SandboxEventType[];
  /** An empty list means all of the campaign's numbers. */
  numbers: readonly string[];
}

/** @internal Converts a record to the documented format. */
export function toWebhook(record: WebhookRecord): object {
  const { id, createdAt, name, url, campaignId, signature, eventTypes, numbers } = record;
  return { id, createdAt, ...(name !== undefined && { name }), url, campaignId, signature, eventTypes, numbers };
}

/** @internal Converts a record to the format of the sandbox's own API. */
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
