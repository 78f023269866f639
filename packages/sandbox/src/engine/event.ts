import { iso, toMessage, type MessageRecord } from "./message-record.js";
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

/**
 * @internal The message in an event: unlike in retrieve and list, its empty error fields are there and null, as in the
 * documented example of `message.incoming`.
 */
export function toEvent(type: SandboxEventType, record: MessageRecord, errorCodeAs: "number" | "string"): RaisedEvent {
  const message = toMessage(record, errorCodeAs);
  return {
    type,
    timestamp: iso(record.updatedAtMs),
    message: { ...message, errorCode: message.errorCode ?? null, errorMessage: message.errorMessage ?? null },
  };
}
