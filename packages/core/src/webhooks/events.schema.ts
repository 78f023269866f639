import * as z from "zod";
import { messageSchema } from "../resources/message.schema.js";

/** The event types that Sendo documents. Source: docs, `webhooks`. */
export const WEBHOOK_EVENT_TYPES = ["message.incoming", "message.status", "recipient.optout"] as const;

/** One of the three event types that Sendo documents. */
export type SendoEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

const incomingMessage = messageSchema.extend({
  /** The reference that the SDK stamped on a send; taken out of `metadata`. */
  reference: z.string().optional(),
});
// The documents say that a message is concerned, and show nothing of it.
const someMessage = incomingMessage.partial();

const incomingEvent = z.looseObject({
  /** Event id, a UUID in the example. Whether a retry carries the same one is not documented. */
  id: z.string(),
  type: z.literal("message.incoming"),
  /** ISO 8601 UTC time of the event, not of the delivery. */
  timestamp: z.string().optional(),
  /** The text that came in. Shown by the documents up to `mediaUrls`. */
  message: incomingMessage,
});

const statusEvent = z.looseObject({
  /** Event id; that this event has one is presumed from `message.incoming`. */
  id: z.string().optional(),
  type: z.literal("message.status"),
  /** Time of the event; presumed. */
  timestamp: z.string().optional(),
  /** The message whose status changed, with its `metadata`; that it is here, and in this form, is presumed. */
  message: someMessage.optional(),
});

const optoutEvent = z.looseObject({
  /** Event id; that this event has one is presumed from `message.incoming`. */
  id: z.string().optional(),
  type: z.literal("recipient.optout"),
  /** Time of the event; presumed. */
  timestamp: z.string().optional(),
  /** The text that opted out, if the event has one. Who opted out, and of what, is not documented for this event. */
  message: someMessage.optional(),
});

/** Loose: fields that are not listed are kept, and a mismatch is a warning, never a refusal. */
export const eventSchemas = {
  "message.incoming": incomingEvent,
  "message.status": statusEvent,
  "recipient.optout": optoutEvent,
} as const satisfies Record<SendoEventType, z.ZodType>;

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
export type SendoEvent<Type extends SendoEventType = SendoEventType> = {
  [T in SendoEventType]: z.infer<(typeof eventSchemas)[T]>;
}[Type];

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
