import type { MessageObject } from "../api/message.js";
import { copyFields } from "../internal/copy-fields.js";

/** A message with the reference of its send. Other fields are kept as Sendo sent them. */
export interface Message extends MessageObject {
  /** The send's reference, if it has one. Sendo stores the reference in `metadata`, and the client removes it from there. */
  reference?: string | undefined;
}

/** Metadata key for a send's reference. */
export const REFERENCE_KEY = "sendo_ref";

/**
 * Moves the reference from the metadata to `reference`. All other fields are kept, and the input is not changed.
 *
 * The sender chooses the metadata keys. The copy has no prototype, so `metadata.constructor` is `undefined` unless the sender set
 * it, and `__proto__` is an ordinary key.
 */
export function liftReference<T extends Readonly<Record<string, unknown>>>(message: T): T & { reference?: string } {
  const lifted = copyFields(message, {});
  const { metadata } = message;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return lifted as T;
  const pairs = copyFields(metadata as Record<string, unknown>, Object.create(null) as Record<string, unknown>);
  const reference = pairs[REFERENCE_KEY];
  if (typeof reference === "string") {
    delete pairs[REFERENCE_KEY];
    lifted.reference = reference;
  }
  // If the metadata contained only the reference, the sender did not set any metadata.
  if (typeof reference === "string" && Object.keys(pairs).length === 0) delete lifted.metadata;
  else lifted.metadata = pairs;
  return lifted as T;
}
