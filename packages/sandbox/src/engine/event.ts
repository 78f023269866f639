import type { Assume } from "../assumptions/assume.js";
import type { Resolved } from "../internal/resolved.js";
import { toMessage, type MessageMoment, type MessageRecord, type SandboxMessage } from "./message-record.js";
import { iso } from "../time/iso.js";
import type { SandboxEventType } from "./webhook-record.js";

/**
 * Body of a webhook request. For `message.incoming`, Sendo documents only the fields up to and including `mediaUrls`.
 * The format of the other two types is assumed (see `ASSUMPTIONS`).
 */
export interface SandboxEvent {
  /** Event id, a UUID. Retries have the same id, but each webhook receives a different id. */
  readonly id: string;
  /** Event type. */
  readonly type: SandboxEventType;
  /** Time of the event, not of the delivery. */
  readonly timestamp: string;
  /**
   * The message that the event is about. In `recipient.optout`, this is the message with which the recipient opted out.
   * `assume.eventFields` selects its fields.
   */
  readonly message: Readonly<Record<string, unknown>>;
}

/** An event that does not have an id yet. Each webhook receives the event with a different id. */
export type RaisedEvent = Omit<SandboxEvent, "id">;

/** @internal Stored event. The event's body is created only when it is needed. */
export interface EventRecord extends MessageMoment {
  readonly type: SandboxEventType;
  readonly record: MessageRecord;
}

/** @internal Captures a message's current state for an event. */
export function captureEvent(type: SandboxEventType, record: MessageRecord): EventRecord {
  const { sentAtMs, updatedAtMs, scheduledAtMs, status, failure } = record;
  return { type, record, sentAtMs, updatedAtMs, scheduledAtMs, status, failure };
}

// Fields of a retrieved message that are missing from the documented event example.
const NOT_SHOWN: readonly (keyof SandboxMessage)[] = ["updatedAt", "scheduledAt", "numSegments", "campaignId"];

/**
 * @internal Converts a stored event to the format that webhooks receive. The message has the fields in the documented
 * `message.incoming` example. Error fields without a value are `null`. `metadata` is also documented for events.
 */
export function toEvent(event: EventRecord, assume: Pick<Resolved<Assume>, "errorCode" | "eventFields">): RaisedEvent {
  const message: Record<string, unknown> = {};
  Object.assign(message, toMessage(event.record, assume.errorCode, event));
  message["errorCode"] ??= null;
  message["errorMessage"] ??= null;
  if (assume.eventFields === "shown") for (const name of NOT_SHOWN) delete message[name];
  return { type: event.type, timestamp: iso(event.updatedAtMs), message };
}
