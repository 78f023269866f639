/** The property under which an object keeps what it works with. */
export const PARTS: unique symbol = Symbol("parts");

/**
 * Keeps `parts` where nothing that prints an object or turns it into JSON finds them, and where its methods find them behind an ES
 * Proxy, as tracing libraries put around every object: private members exist on the object only, and behind a proxy `this` is the
 * proxy.
 */
export function rememberParts(target: object, parts: object): void {
  Object.defineProperty(target, PARTS, { value: () => parts, configurable: true });
}
