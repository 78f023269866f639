import { checkOptionNames, unusableOption } from "@sendo/core/adapter";
import type { RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { borrowTenant, type BorrowedTenant } from "./borrow-tenant.js";

/** Options for {@link useTenant}. */
export interface UseTenantOptions {
  /**
   * Whether tests are allowed to make mistakes that the sandbox finds, such as a field that Sendo does not document.
   * With `false`, a test with such a mistake fails when it ends. The error lists the mistakes.
   *
   * @defaultValue `false`
   */
  allowProblems?: boolean | undefined;
}

type Hook = (run: () => Promise<void>) => void;

/**
 * Creates a tenant for each test in the file or in the surrounding `describe`. The tenants belong to the sandbox
 * started by `globalSetup: "@sendo/sandbox/global-setup"`. `test.concurrent` is not supported, because hooks cannot
 * tell which of the concurrent tests they run for. Use `(await connectSandbox()).tenant()` there.
 *
 * @returns A function that returns the current test's tenant.
 * @throws Error if the test runner has no global `beforeEach` and `afterEach`.
 * @throws A {@link SendoConfigError} with code `config_option_invalid` if an option has an unknown name or an invalid value.
 *
 * @example
 * ```ts
 * const tenant = useTenant();
 *
 * test("a guest gets a code", async () => {
 *   const app = createApp({ sendo: new Sendo(tenant().clientOptions) });
 *   const ann = await tenant().phone();
 *   await app.signIn(ann.number);
 *   await ann.waitFor(/code is \d{6}/);
 * });
 * ```
 */
export function useTenant(options: UseTenantOptions = {}): () => RemoteDisposableTenant {
  checkOptionNames<UseTenantOptions>("useTenant", options, { allowProblems: true });
  const { allowProblems = false } = options;
  if (typeof allowProblems !== "boolean") {
    throw unusableOption("useTenant", "allowProblems", "true or false", allowProblems);
  }
  const { beforeEach, afterEach } = globalThis as { beforeEach?: Hook; afterEach?: Hook };
  if (beforeEach === undefined || afterEach === undefined) {
    throw new Error(
      "useTenant() requires the globals beforeEach and afterEach. Use sandboxFixtures in Vitest, or connectSandbox() in node:test.",
    );
  }
  let lent: BorrowedTenant | undefined;
  beforeEach(async () => {
    lent = await borrowTenant();
  });
  afterEach(async () => {
    const ending = lent;
    lent = undefined;
    await ending?.release(allowProblems);
  });
  return () => {
    if (lent === undefined) throw new Error("The tenant exists only while a test runs.");
    return lent.tenant;
  };
}
