/**
 * For `globalTeardown` of jest.
 *
 * @packageDocumentation
 */

// Under a name too, so that `require` finds a default beside it and not in its place.
export { default, default as globalTeardown } from "./testing/global-teardown.js";
