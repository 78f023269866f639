import { environment } from "../internal/environment.js";
import { connectSandbox, type RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { SandboxError } from "../errors/sandbox-error.js";

/** A tenant for one test. */
export interface BorrowedTenant {
  readonly tenant: RemoteDisposableTenant;
  /**
   * Drops it.
   *
   * @throws Error if the test's requests showed mistakes, unless they are allowed.
   */
  readonly release: (allowProblems: boolean) => Promise<void>;
}

/**
 * A tenant of the run's sandbox.
 *
 * @throws A {@link SandboxError} `control_failed`: no set-up has started one, or it is gone.
 */
export async function borrowTenant(): Promise<BorrowedTenant> {
  if (environment()["SENDO_SANDBOX_CONTROL_URL"] === undefined) {
    throw new SandboxError(
      "control_failed",
      'No sandbox was started for this run. Set `globalSetup: "@sendo/sandbox/global-setup"` in the configuration of vitest (below `test`) or ' +
        "jest, or run the tests by `npx @sendo/sandbox exec -- …`.",
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
        `The test's requests to Sendo showed mistakes:\n${lines.join("\n")}\nIf they are meant, set allowProblems.\nSee them on the page: ${environment()["SENDO_SANDBOX_CONTROL_URL"]}/?tenant=${tenant.name}#/problems`,
      );
    },
  };
}
