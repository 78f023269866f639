import type { Failure } from "./failure-codes.js";
import { iso } from "../time/iso.js";
import type { Lifecycle } from "./lifecycle.js";
import type { SandboxMessageStatus } from "./message-status.js";

/** A message as the API shows it in `message/retrieve` and `message/list`. */
export interface SandboxMessage {
  /** UUID. */
  id: string;
  /** `MMS` where there are media. */
  type: "SMS" | "MMS";
  /** ISO 8601 UTC, on the sandbox's clock, as all times here. */
  createdAt: string;
  /** When it left; `null` until then. For an inbound message the carrier's time, a little before `createdAt`. */
  sentAt: string | null;
  /** Last change of status. */
  updatedAt: string;
  /** When it is due. Present on a message that is or was `SCHEDULED`. */
  scheduledAt?: string;
  /** `OUTBOUND` is from the app, `INBOUND` from a phone. */
  direction: "INBOUND" | "OUTBOUND";
  /** Sending number, E.164. */
  from: string;
  /** Receiving number, E.164. */
  to: string;
  /** The text as it was given: replacement of typographic characters shows in `numSegments` only. */
  body: string;
  /** Absent on an SMS. */
  mediaUrls?: string[];
  /** Absent where there is none. */
  metadata?: Record<string, string>;
  /** Segments that would be billed; 1 for an MMS. */
  numSegments: number;
  /** Present on a failed message. A number unless `assume.errorCode` says otherwise. */
  errorCode?: number | string;
  /** Present on a failed message. The wording is ours: Sendo's is not documented. */
  errorMessage?: string;
  /** The campaign that it belongs to. */
  campaignId: string;
  /** How far it has come. */
  status: SandboxMessageStatus;
}

/** @internal When a message got a status. */
export interface StatusChange {
  readonly status: SandboxMessageStatus;
  readonly atMs: number;
}

/** @internal A message as the sandbox keeps it. */
export interface MessageRecord {
  readonly id: string;
  readonly direction: "INBOUND" | "OUTBOUND";
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  /** Own keys only, which may be called `__proto__`: copy it by entries, never by assignment. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly numSegments: number;
  readonly campaignId: string;
  readonly createdAtMs: number;
  /** An automatic answer to STOP, START or HELP: goes out whatever the recipient's consent. */
  readonly automatic: boolean;
  /** The recipient had opted out when the send was accepted. */
  readonly blocked: boolean;
  sentAtMs: number | undefined;
  updatedAtMs: number;
  /** When a scheduled message is due; `undefined` for one that never was. */
  scheduledAtMs: number | undefined;
  status: SandboxMessageStatus;
  /** Every status it has had, oldest first, the present one included. */
  readonly history: StatusChange[];
  failure: Failure | undefined;
  /** What was to become of it. */
  readonly lifecycle: Lifecycle;
  /** Settles once webhooks were asked about its first status, where the send is to wait for that. */
  firstEventSent?: Promise<void>;
}

/** @internal What changes about a message: a copy of it is the message as it was at that moment. */
export type MessageMoment = Readonly<
  Pick<MessageRecord, "sentAtMs" | "updatedAtMs" | "scheduledAtMs" | "status" | "failure">
>;

/** @internal The documented form of a record, as it is now or as it was at another moment. */
export function toMessage(
  record: MessageRecord,
  errorCodeAs: "number" | "string",
  { sentAtMs, updatedAtMs, scheduledAtMs, status, failure }: MessageMoment = record,
): SandboxMessage {
  const { mediaUrls, metadata } = record;
  // Field by field and not by spreading, which on Node 20 leaves a hidden class of its own behind for each message.
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
    message.errorMessage = failure.text;
  }
  message.campaignId = record.campaignId;
  message.status = status;
  return message;
}
