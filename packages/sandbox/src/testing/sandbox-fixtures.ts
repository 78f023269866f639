import type { RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { borrowTenant } from "./borrow-tenant.js";

/** Fixtures added to a test by {@link sandboxFixtures}. */
export interface SandboxFixtures {
  /** This test's account. It is dropped when the test ends. */
  tenant: RemoteDisposableTenant;
  /**
   * Whether the test is allowed to make mistakes that the sandbox finds, such as a field that Sendo does not document. With `false`, a test with such a mistake fails when it ends. The error lists the mistakes.
   *
   * @defaultValue `false`
   */
  allowProblems: boolean;
}

/**
 * Fixtures for Vitest's `test.extend`. Each test gets a tenant in the sandbox started by `globalSetup:
 * "@sendo/sandbox/global-setup"`. The fixtures work with `.concurrent` and with your own fixtures.
 *
 * @example
 * ```ts
 * import { test as base } from "vitest";
 * import { sandboxFixtures, type SandboxFixtures } from "@sendo/sandbox/vitest";
 *
 * const test = base.extend<SandboxFixtures>(sandboxFixtures);
 * const testOfRefusals = test.extend({ allowProblems: true });
 *
 * test("a guest gets a code", async ({ tenant }) => {
 *   const app = createApp({ sendo: new Sendo(tenant.clientOptions) });
 *   const ann = await tenant.phone();
 *   await app.signIn(ann.number);
 *   await ann.waitFor(/code is \d{6}/);
 * });
 * ```
 */
export const sandboxFixtures = {
  allowProblems: false as boolean,
  /**
   * Creates the test's account and drops it after the test.
   *
   * @throws A {@link SandboxError} with code `control_failed` if no global setup started a sandbox, or if the sandbox
   * has stopped.
   */
  // Vitest reads this parameter's source code to find out which fixtures `tenant` needs.
  tenant: async (
    { allowProblems }: Pick<SandboxFixtures, "allowProblems">,
    use: (tenant: RemoteDisposableTenant) => Promise<void>,
  ): Promise<void> => {
    const { tenant, release } = await borrowTenant();
    await use(tenant);
    await release(allowProblems);
  },
};
