/**
 * For `globalSetup` of vitest and jest.
 *
 * @packageDocumentation
 */

// Under a name too, so that `require` finds a default beside it and not in its place.
export { default, default as globalSetup } from "./testing/global-setup.js";
