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

// The named export lets `require` return an object with `default`.
export { globalTeardown as default, globalTeardown };
