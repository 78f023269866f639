/** Property that holds the private parts of an object. */
export const PARTS: unique symbol = Symbol("parts");

/**
 * Stores `parts` so that printing and JSON do not show them. Unlike private fields, they are also found behind an ES Proxy, which
 * some tracing libraries put around every object.
 */
export function rememberParts(target: object, parts: object): void {
  Object.defineProperty(target, PARTS, { value: () => parts, configurable: true });
}
