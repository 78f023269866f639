import { copyFields } from "../internal/copy-fields.js";

/** The metadata key under which a send's reference travels. */
export const REFERENCE_KEY = "sendo_ref";

/**
 * A message as our users see it: the reference that the SDK stamped into the metadata is taken out of it and shown as
 * `reference`. Everything else is kept; the input is not changed.
 *
 * Keys of metadata are chosen by whoever wrote the message. The copy has no prototype, so that `metadata.constructor` is
 * `undefined` where nobody set it, and a key named `__proto__` is a key like any other.
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
  // A message that carried nothing but the reference has no metadata of its sender's.
  if (typeof reference === "string" && Object.keys(pairs).length === 0) delete lifted.metadata;
  else lifted.metadata = pairs;
  return lifted as T;
}
