/** Whether a value is an object, but not `null` or an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether a value is a plain object from any realm: an object created with a literal, or an object without a prototype.
 * Class instances, `Map` and arrays are not plain objects.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Whether a value must be awaited. `instanceof Promise` would miss promises from other realms (Jest, `node:vm`), from
 * libraries, and from programs that have replaced the global `Promise`.
 */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** A plus sign and 7 to 15 digits, without separators. */
export const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether a value is a phone number in E.164 format. */
export function isE164(value: unknown): value is string {
  return typeof value === "string" && E164.test(value);
}
