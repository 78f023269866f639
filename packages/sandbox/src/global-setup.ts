/**
 * For `globalSetup` of vitest and jest.
 *
 * @packageDocumentation
 */

import { joinSharedSandbox, leaveSharedSandbox } from "./testing/shared-sandbox.js";

/**
 * Starts one sandbox for all workers of a test run; for `globalSetup` of vitest and of jest. Texts arrive at once. Tests find it
 * through `sandboxFixtures`, `useTenant()` or `connectSandbox()`.
 *
 * Jest needs `globalTeardown: "@sendo/sandbox/global-teardown"` as well; vitest calls what this returns.
 *
 * @throws A {@link SandboxError} or a {@link SendoConfigError}, as `startSandbox`.
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

// Under a name too, so that `require` finds a default beside it and not in its place.
export { globalSetup as default, globalSetup };
