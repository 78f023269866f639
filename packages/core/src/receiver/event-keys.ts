import { sha256 } from "./sha256.js";

/**
 * Returns the keys that identify a delivery in the dedupe store: none, one or two digests. A digest contains no ids and has a
 * fixed length.
 *
 * Losing an event is worse than handling it twice. The keys therefore depend on the event's content:
 *
 * - If the event has an id, one key combines it with the type, message id, status and error code. Sendo does not document
 *   whether each status change has its own event id. Because the key contains the status, DELIVERED never counts as a retry of
 *   SENT. A retry has the same values.
 * - Another key combines the type, message id, status and error code. It recognizes retries with a new event id, deliveries from
 *   two webhooks during a rotation, and events without an id. It is used for an incoming message, which arrives only once, and
 *   for `message.status` with a readable status. It is never used for an opt-out, because a recipient can opt out, in, and out
 *   again.
 * - If neither key applies, the whole body is the key, provided that it contains a `timestamp`. Without a timestamp, two
 *   separate events can have the same body. An event without a timestamp therefore has no key, and a retry may run its handler
 *   again.
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
