import { copyFields } from "../internal/copy-fields.js";
import { answerPaths } from "../errors/field-path.js";
import { eventSchemas, isSendoEventType, type UnknownSendoEvent } from "../api/event.js";
import { liftReference } from "../sms/message.js";
import type { SendoEvent } from "./events.js";

/** An event for handlers, with its differences from the schema. */
export interface EventReading {
  readonly event: SendoEvent | UnknownSendoEvent;
  /** Paths of fields not accepted by the schema, without values or names chosen by untrusted clients. */
  readonly mismatches: readonly string[];
}

/** Converts a body to an event. It never rejects: an event that does not match the schema is delivered unchanged. */
export function toEvent(body: Readonly<Record<string, unknown>> & { readonly type: string }): EventReading {
  const { type } = body;
  const event = copyFields(body, {});
  if (typeof event.message === "object" && event.message !== null && !Array.isArray(event.message)) {
    event.message = liftReference(event.message as Record<string, unknown>);
  }
  if (!isSendoEventType(type)) return { event: event as UnknownSendoEvent, mismatches: [] };
  // Only the schema's verdict is used, because its output omits some fields.
  const { error } = eventSchemas()[type].safeParse(event);
  return { event: event as SendoEvent, mismatches: answerPaths(error?.issues ?? []) };
}
