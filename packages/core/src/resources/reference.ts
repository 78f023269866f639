import { randomUUID } from "node:crypto";
import { REFERENCE_KEY } from "./message-reference.js";

const MAX_METADATA_KEYS = 50;

/** A reference that nobody else has: a random UUID. */
export function newReference(): string {
  return randomUUID();
}

type Metadata = Readonly<Record<string, string>>;

/**
 * Puts a reference into a send's metadata, which comes back with the message, in lists and in events. That is what an
 * unknown outcome can later be looked up by.
 *
 * @param wanted - The caller's own reference, `undefined` for a new one, `false` for none.
 * @returns The metadata to send and the reference it carries. There is none when the caller's own pairs fill all 50 places
 * that Sendo allows; a `sendo_ref` of the caller's own is taken as it is.
 */
export function stampReference(
  metadata: Metadata | undefined,
  wanted: string | false | undefined,
): { metadata: Metadata | undefined; reference: string | undefined } {
  const own = metadata !== undefined && Object.hasOwn(metadata, REFERENCE_KEY) ? metadata[REFERENCE_KEY] : undefined;
  if (own !== undefined) return { metadata, reference: own };
  if (wanted === false || !hasRoomForReference(metadata)) return { metadata, reference: undefined };
  const reference = wanted ?? newReference();
  return { metadata: Object.assign({}, metadata, { [REFERENCE_KEY]: reference }), reference };
}

/** Whether Sendo's limit of 50 keys leaves a place. */
export function hasRoomForReference(metadata: Metadata | undefined): boolean {
  return metadata === undefined || Object.keys(metadata).length < MAX_METADATA_KEYS;
}
