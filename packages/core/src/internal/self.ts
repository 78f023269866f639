/** The property under which an object finds itself behind an ES Proxy. */
export const SELF: unique symbol = Symbol("self");

/**
 * Lets the methods of `target` work behind an ES Proxy. Private members exist on the object only, and behind a proxy `this` is the
 * proxy. A function is read through it unchanged, also where a tracing library puts every object behind a proxy.
 */
export function rememberSelf(target: object): void {
  Object.defineProperty(target, SELF, { value: () => target, configurable: true });
}
