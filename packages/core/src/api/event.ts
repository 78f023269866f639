import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { messageSchema, type MessageObject } from "./message.js";

/** The event types that Sendo documents. Source: docs, `webhooks`. */
export const WEBHOOK_EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** One of the three event types that Sendo documents. */
export type SendoEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Unknown fields are kept, and a mismatch is a warning, never a rejection. */
export const eventSchemas = lazy(() => {
  // The documents say that these events concern a message, and show nothing of it.
  const presumed = <Type extends SendoEventType>(type: Type) =>
    z.looseObject({
      id: z.optional(z.string()),
      type: z.literal(type),
      timestamp: z.optional(z.string()),
      message: z.optional(z.partial(messageSchema())),
    });
  return {
    "message.incoming": z.looseObject({
      id: z.string(),
      type: z.literal("message.incoming"),
      timestamp: z.optional(z.string()),
      message: messageSchema(),
    }),
    "message.status": presumed("message.status"),
    "recipient.optout": presumed("recipient.optout"),
  } as const satisfies Record<SendoEventType, z.ZodMiniType>;
});

/** Someone has sent a message to one of your numbers. */
export interface IncomingEventObject<Message = MessageObject> {
  /** Event id, a UUID in the example. Whether a retry carries the same one is not documented. */
  id: string;
  /** What happened. */
  type: "message.incoming";
  /** ISO 8601 UTC time of the event, not of the delivery. */
  timestamp?: string | undefined;
  /** The inbound message. Shown by the documents up to `mediaUrls`. */
  message: Message;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** A message's status has changed. Nothing of the body is documented but what it is about. */
export interface StatusEventObject<Message = MessageObject> {
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

/** A recipient has opted out. Nothing of the body is documented but what it is about. */
export interface OptoutEventObject<Message = MessageObject> {
  /** Event id; that this event has one is presumed from `message.incoming`. */
  id?: string | undefined;
  /** What happened. */
  type: "recipient.optout";
  /** Time of the event; presumed. */
  timestamp?: string | undefined;
  /** The message that opted out, if the event has one. Who opted out, and of what, is not documented for this event. */
  message?: Partial<Message> | undefined;
  /** Fields that are not listed, as Sendo sent them. */
  [field: string]: unknown;
}

/** An event of a type that this version does not know. */
export interface UnknownSendoEvent {
  /** Any string but the three of {@link WEBHOOK_EVENT_TYPES}. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/** @internal Own names only: a type named `constructor` is unknown like any other. */
export function isSendoEventType(type: string): type is SendoEventType {
  return (WEBHOOK_EVENT_TYPES as readonly string[]).includes(type);
}
