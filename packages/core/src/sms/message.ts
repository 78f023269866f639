import type { MessageObject } from "../api/message.js";
import { copyFields } from "../internal/copy-fields.js";

/** A message, including the reference that was set when it was sent. Fields that are not listed here are returned unchanged. */
export interface Message extends MessageObject {
  /** The message's reference, if it has one. Sendo stores the reference in `metadata`. The client moves it to this field. */
  reference?: string | undefined;
}

/** Metadata key for a message's reference. */
export const REFERENCE_KEY = "sendo_ref";

/**
 * Moves the reference from the metadata to `reference`. All other fields stay the same, and the input object is not modified.
 *
 * The sender can choose any metadata keys, so the copy has no prototype. In this copy, `metadata.constructor` is `undefined`
 * unless the sender set it, and `__proto__` is an ordinary key.
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
  // Metadata that contained only the reference would now be empty, so the field is removed.
  if (typeof reference === "string" && Object.keys(pairs).length === 0) delete lifted.metadata;
  else lifted.metadata = pairs;
  return lifted as T;
}
