import type { Failure } from "./failure-codes.js";
import { iso } from "../time/iso.js";
import type { Lifecycle } from "./lifecycle.js";
import type { SandboxMessageStatus } from "./message-status.js";

/** A message as returned by `message/retrieve` and `message/list`. */
export interface SandboxMessage {
  /** Message id, a UUID. */
  id: string;
  /** `MMS` for a message with media, otherwise `SMS`. */
  type: "SMS" | "MMS";
  /** Creation time. All times are ISO 8601 UTC on the sandbox's clock. */
  createdAt: string;
  /**
   * Time at which the message was sent, or `null` if it has not been sent yet. For an inbound message, this is the
   * carrier's timestamp, which is slightly earlier than `createdAt`.
   */
  sentAt: string | null;
  /** Time of the last status change. */
  updatedAt: string;
  /** Due time. Present on a message that is or has been `SCHEDULED`. */
  scheduledAt?: string;
  /** `OUTBOUND` for a message from the app, `INBOUND` for a message from a phone. */
  direction: "INBOUND" | "OUTBOUND";
  /** Sending number, E.164. */
  from: string;
  /** Receiving number, E.164. */
  to: string;
  /** Original message body. The segment count assumes that typographic characters are replaced with plain ones. */
  body: string;
  /** URLs of attached media. Absent for an SMS. */
  mediaUrls?: string[];
  /** Metadata from the send request. Absent if the message has no metadata. */
  metadata?: Record<string, string>;
  /** Number of billed segments. An MMS has 1. */
  numSegments: number;
  /**
   * Failure code. Present only if the message failed. The `assume.errorCode` option determines whether the code is a
   * number or a string.
   */
  errorCode?: number | string;
  /**
   * Failure description. Present only if the message failed. The wording is the sandbox's own, because Sendo's is not
   * documented.
   */
  errorMessage?: string;
  /** Id of the message's campaign. */
  campaignId: string;
  /** Current status. */
  status: SandboxMessageStatus;
}

/** @internal A status and the time at which it was set. */
export interface StatusChange {
  readonly status: SandboxMessageStatus;
  readonly atMs: number;
}

/** @internal A stored message. */
export interface MessageRecord {
  readonly id: string;
  readonly direction: "INBOUND" | "OUTBOUND";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  /** To copy metadata, copy its entries instead of assigning properties, because a key can be `__proto__`. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly numSegments: number;
  readonly campaignId: string;
  readonly createdAtMs: number;
  /**
   * Whether this is an automatic reply to STOP, START or HELP. Automatic replies are sent regardless of the recipient's
   * consent.
   */
  readonly automatic: boolean;
  /** Whether the recipient had opted out when the message was accepted. */
  readonly blocked: boolean;
  sentAtMs: number | undefined;
  updatedAtMs: number;
  /** Time at which a scheduled message is due. `undefined` if the message was never scheduled. */
  scheduledAtMs: number | undefined;
  status: SandboxMessageStatus;
  /** All statuses so far, oldest first, including the current status. */
  readonly history: StatusChange[];
  failure: Failure | undefined;
  /** Planned lifecycle. */
  readonly lifecycle: Lifecycle;
  /**
   * Present if the response to the send request must wait for the first event. The promise resolves after the event's
   * first delivery attempts.
   */
  firstEventSent?: Promise<void>;
}

/** @internal A message's mutable fields. A copy of these fields preserves the message's state at a given time. */
export type MessageMoment = Readonly<
  Pick<MessageRecord, "sentAtMs" | "updatedAtMs" | "scheduledAtMs" | "status" | "failure">
>;

/**
 * @internal Converts a record to the documented format. The message reflects the record's current state, or an earlier
 * state if the caller passes one.
 */
export function toMessage(
  record: MessageRecord,
  errorCodeAs: "number" | "string",
  { sentAtMs, updatedAtMs, scheduledAtMs, status, failure }: MessageMoment = record,
): SandboxMessage {
  const { mediaUrls, metadata } = record;
  // On Node 20, an object spread would leave behind a V8 hidden class for each message.
  const message = {
    id: record.id,
    type: mediaUrls.length > 0 ? "MMS" : "SMS",
    createdAt: iso(record.createdAtMs),
  } as SandboxMessage;
  message.sentAt = sentAtMs === undefined ? null : iso(sentAtMs);
  message.updatedAt = iso(updatedAtMs);
  if (scheduledAtMs !== undefined) message.scheduledAt = iso(scheduledAtMs);
  message.direction = record.direction;
  message.from = record.from;
  message.to = record.to;
  message.body = record.body;
  if (mediaUrls.length > 0) message.mediaUrls = [...mediaUrls];
  if (metadata !== undefined) message.metadata = Object.fromEntries(Object.entries(metadata));
  message.numSegments = record.numSegments;
  if (failure !== undefined) {
    message.errorCode = errorCodeAs === "string" ? String(failure.code) : failure.code;
    message.errorMessage = failure.description;
  }
  message.campaignId = record.campaignId;
  message.status = status;
  return message;
}
