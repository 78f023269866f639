import { badParameter } from "./api-error.js";
import { field, type Fields } from "./fields.js";

// Documented limits.
const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** Reads the caller's metadata and enforces the documented limits. Returns `undefined` if there is no metadata. */
export function readMetadata(fields: Fields): Readonly<Record<string, string>> | undefined {
  const value = field(fields, "metadata");
  if (value === undefined) return undefined;
  if (typeof value !== "object" || Array.isArray(value))
    throw badParameter('"metadata" must be an object with string values.');
  const entries = Object.entries(value as object) as [string, unknown][];
  if (entries.length > MAX_KEYS) throw badParameter(`"metadata" must contain at most ${MAX_KEYS} keys.`);
  const pairs = entries.map(([key, entry]): [string, string] => {
    if (key === "" || key.length > MAX_KEY_LENGTH) {
      throw badParameter(`A key in "metadata" must be 1 to ${MAX_KEY_LENGTH} characters long.`);
    }
    if (typeof entry !== "string") throw badParameter('Every value in "metadata" must be a string.');
    if (entry.length > MAX_VALUE_LENGTH) {
      throw badParameter(`A value in "metadata" must be at most ${MAX_VALUE_LENGTH} characters long.`);
    }
    return [key, entry];
  });
  // Unlike assignment, `fromEntries` defines `__proto__` as an own key.
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}
