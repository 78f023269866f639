import { copyFields } from "../internal/copy-fields.js";
import { answerPaths } from "../errors/field-path.js";
import { eventSchemas, isSendoEventType, type UnknownSendoEvent } from "../api/event.js";
import { liftReference } from "../sms/message.js";
import type { SendoEvent } from "./events.js";

/** An event to pass to a handler, and the paths of any fields that do not match the schema. */
export interface EventReading {
  readonly event: SendoEvent | UnknownSendoEvent;
  /** Paths of the fields that do not match the schema. They contain no values, and no names chosen by untrusted clients. */
  readonly mismatches: readonly string[];
}

/** Converts a body to an event. An event that does not match the schema is not rejected. It is passed on unchanged. */
export function toEvent(body: Readonly<Record<string, unknown>> & { readonly type: string }): EventReading {
  const { type } = body;
  const event = copyFields(body, {});
  if (typeof event.message === "object" && event.message !== null && !Array.isArray(event.message)) {
    event.message = liftReference(event.message as Record<string, unknown>);
  }
  if (!isSendoEventType(type)) return { event: event as UnknownSendoEvent, mismatches: [] };
  // The schema is used only to check the event, because the schema's output omits some fields.
  const { error } = eventSchemas()[type].safeParse(event);
  return { event: event as SendoEvent, mismatches: answerPaths(error?.issues ?? []) };
}
