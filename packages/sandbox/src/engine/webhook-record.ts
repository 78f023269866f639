/** What an event tells of. */
export type SandboxEventType = "message.incoming" | "message.status" | "recipient.optout";

/** @internal The documented event types; there are no others. */
export const EVENT_TYPES: readonly SandboxEventType[] = ["message.incoming", "message.status", "recipient.optout"];

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
