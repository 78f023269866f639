import * as z from "zod";
import { messageSchema, type Message } from "./message.js";

/** The event types that Sendo documents. Source: docs, `webhooks`. */
export const WEBHOOK_EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** One of the three event types that Sendo documents. */
export type SendoEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

// The documents say that a message is concerned, and show nothing of it.
const someMessage = messageSchema.partial();

const incomingEvent = z.looseObject({
  id: z.string(),
  type: z.literal("message.incoming"),
  timestamp: z.string().optional(),
  message: messageSchema,
});

const statusEvent = z.looseObject({
  id: z.string().optional(),
  type: z.literal("message.status"),
  timestamp: z.string().optional(),
  message: someMessage.optional(),
});

const optoutEvent = z.looseObject({
  id: z.string().optional(),
  type: z.literal("recipient.optout"),
  timestamp: z.string().optional(),
  message: someMessage.optional(),
});

/** Loose: fields that are not listed are kept, and a mismatch is a warning, never a refusal. */
export const eventSchemas = {
  "message.incoming": incomingEvent,
  "message.status": statusEvent,
  "recipient.optout": optoutEvent,
} as const satisfies Record<SendoEventType, z.ZodType>;

/** Somebody has sent a text to one of your numbers. */
export interface MessageIncomingEvent {
  /** Event id, a UUID in the example. Whether a retry carries the same one is not documented. */
  id: string;
  /** What happened. */
  type: "message.incoming";
  /** ISO 8601 UTC time of the event, not of the delivery. */
  timestamp?: string | undefined;
  /** The text that came in. Shown by the documents up to `mediaUrls`. */
  message: Message;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A message's status has changed. Nothing of the body is documented but what it is about. */
export interface MessageStatusEvent {
  /** Event id; that this event has one is presumed from `message.incoming`. */
  id?: string | undefined;
  /** What happened. */
  type: "message.status";
  /** Time of the event; presumed. */
  timestamp?: string | undefined;
  /** The message whose status changed, with its `metadata`; that it is here, and in this form, is presumed. */
  message?: Partial<Message> | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** Somebody has opted out. Nothing of the body is documented but what it is about. */
export interface RecipientOptoutEvent {
  /** Event id; that this event has one is presumed from `message.incoming`. */
  id?: string | undefined;
  /** What happened. */
  type: "recipient.optout";
  /** Time of the event; presumed. */
  timestamp?: string | undefined;
  /** The text that opted out, if the event has one. Who opted out, and of what, is not documented for this event. */
  message?: Partial<Message> | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** The events that Sendo documents, by type. */
export interface SendoEvents {
  /** Somebody has sent a text to one of your numbers. */
  "message.incoming": MessageIncomingEvent;
  /** A message's status has changed. */
  "message.status": MessageStatusEvent;
  /** Somebody has opted out. */
  "recipient.optout": RecipientOptoutEvent;
}

/**
 * A webhook event, by type: `SendoEvent<"message.incoming">`.
 *
 * Only the body of `message.incoming` is documented, and that up to `message.mediaUrls`. The bodies of `message.status` and
 * `recipient.optout` are not: the types presume the same envelope and make every field but `type` optional, so look before
 * you use one. Fields that are not listed are there as Sendo sent them.
 *
 * The types are what the documents lead to expect. An event that differs is delivered all the same, as it came, and
 * the logger is told which fields differ.
 */
export type SendoEvent<Type extends SendoEventType = SendoEventType> = SendoEvents[Type];

/** An event of a type that this version does not know. */
export interface UnknownSendoEvent {
  /** Any text but the three of {@link WEBHOOK_EVENT_TYPES}. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/** @internal Own names only: a type named `constructor` is unknown like any other. */
export function isSendoEventType(type: string): type is SendoEventType {
  return (WEBHOOK_EVENT_TYPES as readonly string[]).includes(type);
}
