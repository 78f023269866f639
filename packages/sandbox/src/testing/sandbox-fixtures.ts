import type { RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { borrowTenant } from "./borrow-tenant.js";

/** What a test gets by {@link sandboxFixtures}. */
export interface SandboxFixtures {
  /** An account of this test's own, dropped when it ends. */
  tenant: RemoteDisposableTenant;
  /**
   * Whether the test may make requests that show mistakes. If not, it fails after its end and tells them.
   *
   * @defaultValue `false`
   */
  allowProblems: boolean;
}

/**
 * Fixtures for vitest's `test.extend`: a tenant for each test, all on the one sandbox that
 * `globalSetup: "@sendo/sandbox/global-setup"` has started. Work with `.concurrent`, and beside fixtures of your own.
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
   * Lends the test's account, and takes it back.
   *
   * @throws A {@link SandboxError} `control_failed`: no set-up has started a sandbox, or it is gone.
   */
  // Vitest reads from the parameter's text which fixtures this one wants.
  tenant: async (
    { allowProblems }: Pick<SandboxFixtures, "allowProblems">,
    use: (tenant: RemoteDisposableTenant) => Promise<void>,
  ): Promise<void> => {
    const { tenant, release } = await borrowTenant();
    await use(tenant);
    await release(allowProblems);
  },
};
