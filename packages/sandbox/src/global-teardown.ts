/**
 * Global teardown for Jest.
 *
 * @packageDocumentation
 */

import { leaveSharedSandbox } from "./testing/shared-sandbox.js";

/**
 * Stops the sandbox started by `@sendo/sandbox/global-setup`. Use it as `globalTeardown` in Jest.
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

// Because of the named export, `require` returns an object with a `default` property.
export { globalTeardown as default, globalTeardown };
