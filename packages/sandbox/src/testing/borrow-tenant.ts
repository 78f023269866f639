import { environment } from "../internal/environment.js";
import { connectSandbox, type RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** A tenant for one test. */
export interface BorrowedTenant {
  readonly tenant: RemoteDisposableTenant;
  /**
   * Drops the tenant.
   *
   * @throws An error if the sandbox found a mistake in the test and `allowProblems` is false.
   */
  readonly release: (allowProblems: boolean) => Promise<void>;
}

/**
 * Creates a tenant in the shared sandbox.
 *
 * @throws A {@link SandboxError} with code `control_failed` if no global setup started a sandbox, or if the sandbox has
 * stopped.
 */
export async function borrowTenant(): Promise<BorrowedTenant> {
  if (environment()["SENDO_SANDBOX_CONTROL_URL"] === undefined) {
    throw new SandboxError(
      "control_failed",
      'No sandbox was started for this test run. Set `globalSetup: "@sendo/sandbox/global-setup"` in your Vitest config (under `test`) ' +
        "or your Jest config. Alternatively, run the tests with `npx @sendo/sandbox exec -- …`.",
    );
  }
  const tenant = await (await connectSandbox()).tenant();
  return {
    tenant,
    release: async (allowProblems) => {
      const problems = await tenant.problems();
      await tenant.drop();
      if (allowProblems || problems.length === 0) return;
      const lines = problems.map(({ code, message, count }) => `  ${count}x ${code}: ${message}`);
      throw new Error(
        `The sandbox found mistakes in this test:\n${lines.join("\n")}\nIf the mistakes are intentional, set allowProblems.\nSee the mistakes on the sandbox's page: ${environment()["SENDO_SANDBOX_CONTROL_URL"]}/?tenant=${tenant.name}#/problems`,
      );
    },
  };
}
