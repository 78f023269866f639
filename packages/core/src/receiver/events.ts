import type { IncomingEventObject, OptoutEventObject, SendoEventType, StatusEventObject } from "../api/event.js";
import type { Message } from "../sms/message.js";

/** Someone has sent a message to one of your numbers. */
export type MessageIncomingEvent = IncomingEventObject<Message>;

/** A message's status has changed. Of its body only the message that it concerns is documented. */
export type MessageStatusEvent = StatusEventObject<Message>;

/** A recipient has opted out. Of its body only the message that it concerns is documented. */
export type RecipientOptoutEvent = OptoutEventObject<Message>;

/** The events that Sendo documents, by type. */
export interface SendoEvents {
  /** Someone has sent a message to one of your numbers. */
  "message.incoming": MessageIncomingEvent;
  /** A message's status has changed. */
  "message.status": MessageStatusEvent;
  /** A recipient has opted out. */
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
