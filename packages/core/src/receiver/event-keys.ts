import { sha256 } from "./sha256.js";

/**
 * By what a delivery is recognised as one that was seen before. None, one or two keys; digests, so that a store holds no
 * ids and a hostile one cannot be long.
 *
 * Two ways of losing a real event are worse than handling one twice, and shape what is in a key:
 *
 * - By event id, with the type, and the message's id, status and error code beside it. Whether `message.status` has an id
 *   for each change, or one for the whole message, is not documented: with the status in the key, DELIVERED is not taken
 *   for a repetition of SENT either way. A retry repeats all of them.
 * - By type, message id, status and error code, for retries with a new id, for two webhooks (of a rotation) that both
 *   deliver, and for events without id. Only where those say what happened: always for an incoming message, which arrives
 *   once; for `message.status` only with a readable status. Never for an opt-out: somebody can opt out, in, and out again.
 * - With neither, by the whole body, and only if it holds a `timestamp`: without one, the same thing happening twice has
 *   the same body as a retry. Such an event has no key, and its handler may run again at a retry.
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
      // Nested too deeply to be written, or made by a host's parser that knows more than JSON: no key.
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
