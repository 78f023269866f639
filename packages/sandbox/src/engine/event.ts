import type { Assume } from "../assumptions/assume.js";
import type { Resolved } from "../internal/resolved.js";
import { toMessage, type MessageMoment, type MessageRecord, type SandboxMessage } from "./message-record.js";
import { iso } from "../time/iso.js";
import type { SandboxEventType } from "./webhook-record.js";

/**
 * A webhook's body. `message.incoming` is documented up to `mediaUrls`; that the other two have the same form is
 * assumed (`assumptions`).
 */
export interface SandboxEvent {
  /** UUID; the same at every retry, another one for every webhook. */
  readonly id: string;
  /** What it tells of. */
  readonly type: SandboxEventType;
  /** When it happened; not when it was sent. */
  readonly timestamp: string;
  /** The message it concerns; for `recipient.optout` the one that opted out. Which fields it has is `assume.eventFields`. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** An event before it is sent anywhere: each webhook hears of it under an id of its own. */
export type RaisedEvent = Omit<SandboxEvent, "id">;

/** @internal An event as the sandbox keeps it: it is written out when a webhook or somebody else wants it. */
export interface EventRecord extends MessageMoment {
  readonly type: SandboxEventType;
  readonly record: MessageRecord;
}

/** @internal An event about a message as it is now. */
export function captureEvent(type: SandboxEventType, record: MessageRecord): EventRecord {
  const { sentAtMs, updatedAtMs, scheduledAtMs, status, failure } = record;
  return { type, record, sentAtMs, updatedAtMs, scheduledAtMs, status, failure };
}

// What retrieve and list show of a message, and the documented example of an event does not.
const NOT_SHOWN: readonly (keyof SandboxMessage)[] = ["updatedAt", "scheduledAt", "numSegments", "campaignId"];

/**
 * @internal The message in an event has the fields of the documented example of `message.incoming`: unlike in retrieve and list,
 * its empty error fields are there and null. `metadata` is documented to be in events too.
 */
export function toEvent(event: EventRecord, assume: Pick<Resolved<Assume>, "errorCode" | "eventFields">): RaisedEvent {
  const message: Record<string, unknown> = {};
  Object.assign(message, toMessage(event.record, assume.errorCode, event));
  message["errorCode"] ??= null;
  message["errorMessage"] ??= null;
  if (assume.eventFields === "shown") for (const name of NOT_SHOWN) delete message[name];
  return { type: event.type, timestamp: iso(event.updatedAtMs), message };
}
