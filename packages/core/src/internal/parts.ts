/** Key of the property that holds an object's hidden parts. */
export const PARTS: unique symbol = Symbol("parts");

/**
 * Stores `parts` so that they do not appear when the object is printed or serialized to JSON. Unlike private fields, `parts`
 * can be read through an ES Proxy. Some tracing libraries wrap every object in a Proxy.
 */
export function rememberParts(target: object, parts: object): void {
  Object.defineProperty(target, PARTS, { value: () => parts, configurable: true });
}
