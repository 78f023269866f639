import { checkOptionNames, unusableOption } from "@sendo/core/adapter";
import type { RemoteDisposableTenant } from "../remote/connect-sandbox.js";
import { borrowTenant, type BorrowedTenant } from "./borrow-tenant.js";

/** How {@link useTenant} ends a test. */
export interface UseTenantOptions {
  /**
   * Whether tests may make requests that show mistakes. If not, they fail after their end and tell them.
   *
   * @defaultValue `false`
   */
  allowProblems?: boolean | undefined;
}

type Hook = (run: () => Promise<void>) => void;

/**
 * Gives each test of a file, or of the `describe` that it is called in, a tenant on the one sandbox that
 * `globalSetup: "@sendo/sandbox/global-setup"` has started. Not for `test.concurrent`, whose hooks know no test: there, take
 * `(await connectSandbox()).tenant()`.
 *
 * @returns What gives the present test's tenant.
 * @throws Error outside a test runner that has `beforeEach` and `afterEach` as globals.
 * @throws A {@link SendoConfigError} `config_option_invalid`: an option has an unknown name, or a value that cannot be used.
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
      "useTenant() works where beforeEach and afterEach are globals. In vitest take sandboxFixtures instead, in node:test connectSandbox().",
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
    if (lent === undefined) throw new Error("There is a tenant while a test runs only.");
    return lent.tenant;
  };
}
