/**
 * For `globalTeardown` of jest.
 *
 * @packageDocumentation
 */

import { leaveSharedSandbox } from "./testing/shared-sandbox.js";

/**
 * Stops what `@sendo/sandbox/global-setup` has started; for `globalTeardown` of jest.
 *
 * @example
 * ```ts
 * // jest.config.ts
 * export default {
 *   globalSetup: "@sendo/sandbox/global-setup",
 *   globalTeardown: "@sendo/sandbox/global-teardown",
 * };
 * ```
 */
async function globalTeardown(): Promise<void> {
  await leaveSharedSandbox();
}

// Under a name too, so that `require` finds a default beside it and not in its place.
export { globalTeardown as default, globalTeardown };
