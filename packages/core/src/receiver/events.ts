import type { IncomingEventObject, OptoutEventObject, SendoEventType, StatusEventObject } from "../api/event.js";
import type { Message } from "../sms/message.js";

/** A message arrived at one of your numbers. */
export type MessageIncomingEvent = IncomingEventObject<Message>;

/** A message's status changed. Sendo documents only that the event concerns a message. */
export type MessageStatusEvent = StatusEventObject<Message>;

/** A recipient opted out. Sendo documents only that the event concerns a message. */
export type RecipientOptoutEvent = OptoutEventObject<Message>;

/** Sendo's documented events, by type. */
export interface SendoEvents {
  /** A message arrived at one of your numbers. */
  "message.incoming": MessageIncomingEvent;
  /** A message's status changed. */
  "message.status": MessageStatusEvent;
  /** A recipient opted out. */
  "recipient.optout": RecipientOptoutEvent;
}

/**
 * A webhook event, by type: `SendoEvent<"message.incoming">`.
 *
 * `message.incoming` is the only event whose fields Sendo documents. The last documented field is `message.mediaUrls`. The
 * types for `message.status` and `recipient.optout` assume that these events have the same structure as `message.incoming`.
 * All fields of these two types except `type` are optional, so check that a field is present before you use it. Other fields
 * are kept as Sendo sent them.
 *
 * The types follow Sendo's documentation. If an event's fields do not match its type, the event is still delivered
 * unchanged. The names of the fields that do not match are logged.
 */
export type SendoEvent<Type extends SendoEventType = SendoEventType> = SendoEvents[Type];
