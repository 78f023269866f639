import { toMessage, type MessageMoment, type MessageRecord } from "./message-record.js";
import { iso } from "../time/iso.js";
import type { SandboxEventType } from "./webhook-record.js";

/**
 * A webhook's body. `message.incoming` is documented up to `mediaUrls`; that the other two have the same envelope is
 * assumed (`assumptions`).
 */
export interface SandboxEvent {
  /** UUID; the same at every retry, another one for every webhook. */
  readonly id: string;
  /** What it tells of. */
  readonly type: SandboxEventType;
  /** When it happened; not when it was sent. */
  readonly timestamp: string;
  /** The message it concerns; for `recipient.optout` the text that opted out. */
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
  const { sentAtMs, updatedAtMs, status, failure } = record;
  return { type, record, sentAtMs, updatedAtMs, status, failure };
}

/**
 * @internal The message in an event: unlike in retrieve and list, its empty error fields are there and null, as in the
 * documented example of `message.incoming`.
 */
export function toEvent(event: EventRecord, errorCodeAs: "number" | "string"): RaisedEvent {
  const message: Record<string, unknown> = {};
  Object.assign(message, toMessage(event.record, errorCodeAs, event));
  message["errorCode"] ??= null;
  message["errorMessage"] ??= null;
  return { type: event.type, timestamp: iso(event.updatedAtMs), message };
}
