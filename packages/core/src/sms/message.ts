import type { MessageObject } from "../api/message.js";
import { copyFields } from "../internal/copy-fields.js";

/** A message as Sendo shows it, with the reference of its send. Fields that are not listed here are kept as Sendo sent them. */
export interface Message extends MessageObject {
  /** The reference of the send, where one was stamped. It travels in `metadata` and is taken out of there for you. */
  reference?: string | undefined;
}

/** The metadata key under which a send's reference travels. */
export const REFERENCE_KEY = "sendo_ref";

/**
 * Takes the reference that the SDK stamped into the metadata out of it and shows it as `reference`. Everything else is kept;
 * the input is not changed.
 *
 * The sender chooses the metadata keys. The copy has no prototype, so that `metadata.constructor` is `undefined` unless the
 * sender set it, and a key named `__proto__` is an ordinary key.
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
  // Metadata that contained only the reference was not the sender's own.
  if (typeof reference === "string" && Object.keys(pairs).length === 0) delete lifted.metadata;
  else lifted.metadata = pairs;
  return lifted as T;
}
