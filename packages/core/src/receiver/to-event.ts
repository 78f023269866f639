import { copyFields } from "../internal/copy-fields.js";
import { answerPaths } from "../errors/field-path.js";
import { eventSchemas, isSendoEventType, type UnknownSendoEvent } from "../api/event.js";
import { liftReference } from "../sms/message.js";
import type { SendoEvent } from "./events.js";

/** An event as handlers get it, and where it differs from what we expect. */
export interface EventReading {
  readonly event: SendoEvent | UnknownSendoEvent;
  /** Paths of fields that the schema does not accept; no values, and no names that a stranger chose. */
  readonly mismatches: readonly string[];
}

/** Reads a body as an event. Never rejects: what does not fit is named, and delivered as it came. */
export function toEvent(body: Readonly<Record<string, unknown>> & { readonly type: string }): EventReading {
  const { type } = body;
  const event = copyFields(body, {});
  if (typeof event.message === "object" && event.message !== null && !Array.isArray(event.message)) {
    event.message = liftReference(event.message as Record<string, unknown>);
  }
  if (!isSendoEventType(type)) return { event: event as UnknownSendoEvent, mismatches: [] };
  // Only asked for its opinion: its output is a copy that leaves out what it cannot name safely.
  const { error } = eventSchemas()[type].safeParse(event);
  return { event: event as SendoEvent, mismatches: answerPaths(error?.issues ?? []) };
}
