/**
 * Global setup for Vitest and Jest.
 *
 * @packageDocumentation
 */

import { joinSharedSandbox, leaveSharedSandbox } from "./testing/shared-sandbox.js";

/**
 * Starts one sandbox for all workers in a test run. Use it as `globalSetup` in Vitest or Jest. Messages are delivered
 * immediately. Tests find the sandbox through `sandboxFixtures`, `useTenant()` or `connectSandbox()`.
 *
 * Jest also needs `globalTeardown: "@sendo/sandbox/global-teardown"`. Vitest calls the returned function to stop the
 * sandbox.
 *
 * @throws A {@link SandboxError} or a {@link SendoConfigError}, as described for `startSandbox`.
 *
 * @example
 * ```ts
 * export default defineConfig({ test: { globalSetup: "@sendo/sandbox/global-setup" } });
 * ```
 */
async function globalSetup(): Promise<() => Promise<void>> {
  await joinSharedSandbox();
  return leaveSharedSandbox;
}

// Because of the named export, `require` returns an object with a `default` property.
export { globalSetup as default, globalSetup };
