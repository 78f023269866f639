import { sha256 } from "./sha256.js";

/**
 * Returns zero, one or two keys that identify a delivery in the dedupe store. Each key is a digest, which contains no ids and
 * has a fixed length.
 *
 * Losing an event is worse than handling it twice. The keys therefore depend on the event's content:
 *
 * - If the event has an id, one key combines that id with the type, message id, status and error code. Sendo does not document
 *   whether each status change has its own event id. Because the key contains the status, a DELIVERED event never counts as a
 *   retry of a SENT event. A retry has the same values in all these fields.
 * - Another key combines the type, message id, status and error code. It recognizes a repeated event even if a retry has
 *   a new event id, two webhooks deliver the event during a rotation, or the event has no id. This key is used for
 *   `message.incoming`, because a message arrives only once. It is also used for `message.status` if the status is
 *   readable. The key is never used for opt-outs, because a recipient can opt out, opt in and opt out again.
 * - If neither key applies and the event has a `timestamp`, the key is a digest of the whole event. Without a timestamp, two
 *   separate events can have identical content. Such an event therefore has no key, and the handler runs again if the event
 *   is retried.
 */
export function eventKeys(event: Readonly<Record<string, unknown>>): readonly string[] {
  const message = typeof event.message === "object" && event.message !== null ? event.message : {};
  const { id: messageId, status, errorCode } = message as Record<string, unknown>;
  const fact = [event.type, scalar(messageId), scalar(status), scalar(errorCode)];
  const saysWhatHappened =
    scalar(messageId) !== null &&
    (event.type === "message.incoming" || (event.type === "message.status" && scalar(status) !== null));

  const keys: string[] = [];
  const id = scalar(event.id);
  if (id !== null) keys.push(`event:${digest([id, ...fact])}`);
  if (saysWhatHappened) keys.push(`message:${digest(fact)}`);
  if (keys.length === 0 && scalar(event.timestamp) !== null) {
    try {
      keys.push(`body:${digest(event)}`);
    } catch {
      // There is no key if the event is nested too deeply or is not plain JSON.
    }
  }
  return keys;
}

function scalar(value: unknown): string | null {
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : null;
}

function digest(value: unknown): string {
  return sha256(JSON.stringify(value)).toString("base64url");
}
