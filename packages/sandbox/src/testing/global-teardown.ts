import { leaveSharedSandbox } from "./shared-sandbox.js";

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
export default async function globalTeardown(): Promise<void> {
  await leaveSharedSandbox();
}
