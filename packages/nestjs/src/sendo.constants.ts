/** The account of everybody who gives no name. */
export const DEFAULT_ACCOUNT = "default";

/**
 * The injection token of a client: for `useFactory`'s `inject`, for `app.get(...)`, and for tests that put a stand-in in
 * its place with `overrideProvider`. In constructors {@link InjectSendo} is shorter.
 *
 * @param name - The account's `name` in `forRoot` or `forRootAsync`; none for the default account.
 *
 * @example
 * ```ts
 * const sendo = app.get<SendoClient>(getSendoToken());
 * ```
 */
export function getSendoToken(name: string = DEFAULT_ACCOUNT): symbol {
  // From the process-wide registry, so that the ESM and the CJS copy of this package mean the same.
  return Symbol.for(`@sendo/nestjs:client:${name}`);
}

/** @internal The token of an account's options, once they are known. */
export function optionsToken(name: string): symbol {
  return Symbol.for(`@sendo/nestjs:options:${name}`);
}

/** @internal Marks the modules that `forRoot` and `forRootAsync` make. */
export const REGISTRATION: unique symbol = Symbol.for("@sendo/nestjs:registration") as never;

/** @internal What `forRoot` was given, or what the factory of `forRootAsync` has returned, in the module of one account. */
export const GIVEN_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:given-options") as never;

/** @internal The same, checked. One token for all accounts, each in its own module, so that a test can replace them all. */
export const ACCOUNT_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:account-options") as never;

/** @internal What a handler that no event can reach does to an app that is starting. */
export type HandlerChecks = "throw" | "warn";

/** @internal Which of them applies; a test replaces it. */
export const HANDLER_CHECKS: unique symbol = Symbol.for("@sendo/nestjs:handler-checks") as never;
