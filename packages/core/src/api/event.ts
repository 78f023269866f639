import * as z from "zod/mini";
import { lazy } from "../internal/lazy.js";
import { messageSchema, type MessageObject } from "./message.js";

/** The event types that Sendo documents on its `webhooks` page. */
export const WEBHOOK_EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** One of the three event types that Sendo documents. */
export type SendoEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** The schemas keep unknown fields. A mismatch is logged as a warning, and the event is still accepted. */
export const eventSchemas = lazy(() => {
  // Sendo states that these events concern a message, but does not document their fields.
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

/** A message arrived at one of your numbers. */
export interface IncomingEventObject<Message = MessageObject> {
  /** Event id. In Sendo's example, it is a UUID. Sendo does not document whether a retry has the same id. */
  id: string;
  /** The event type. */
  type: "message.incoming";
  /** ISO 8601 UTC time when the event occurred, not when it was delivered. */
  timestamp?: string | undefined;
  /** The inbound message. Sendo documents only the fields up to and including `mediaUrls`. */
  message: Message;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A message's status changed. Sendo does not document the fields of this event. */
export interface StatusEventObject<Message = MessageObject> {
  /** Event id. Sendo documents this field only for `message.incoming`. */
  id?: string | undefined;
  /** The event type. */
  type: "message.status";
  /** Time of the event. Sendo does not document this field. */
  timestamp?: string | undefined;
  /** The message whose status changed, including its `metadata`. Sendo does not document this field or its format. */
  message?: Partial<Message> | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** A recipient opted out. Sendo does not document the fields of this event. */
export interface OptoutEventObject<Message = MessageObject> {
  /** Event id. Sendo documents this field only for `message.incoming`. */
  id?: string | undefined;
  /** The event type. */
  type: "recipient.optout";
  /** Time of the event. Sendo does not document this field. */
  timestamp?: string | undefined;
  /**
   * The message with which the recipient opted out, if the event contains it. Sendo does not document how the event
   * identifies the recipient, or what the recipient opted out of.
   */
  message?: Partial<Message> | undefined;
  /** Other fields, as Sendo sent them. */
  [field: string]: unknown;
}

/** An event whose type this version does not recognize. */
export interface UnknownSendoEvent {
  /** Any string except the three in {@link WEBHOOK_EVENT_TYPES}. */
  readonly type: string;
  readonly [field: string]: unknown;
}

/** @internal An inherited name such as `constructor` is treated as an unknown type. */
export function isSendoEventType(type: string): type is SendoEventType {
  return (WEBHOOK_EVENT_TYPES as readonly string[]).includes(type);
}
