/** Name of the account without a `name`. */
export const DEFAULT_ACCOUNT = "default";

/**
 * Injection token of a client, for the `inject` of `useFactory`, `app.get(...)`, and `overrideProvider` in tests. In
 * constructors, {@link InjectSendo} is shorter.
 *
 * @param name - The account's `name` in `forRoot` or `forRootAsync`. Omit it for the default account.
 *
 * @example
 * ```ts
 * const sendo = app.get<SendoClient>(getSendoToken());
 * ```
 */
export function getSendoToken(name: string = DEFAULT_ACCOUNT): symbol {
  // A registered symbol, so that the ESM and CommonJS copies of this package share it.
  return Symbol.for(`@sendo/nestjs:client:${name}`);
}

/** @internal Token of an account's options. */
export function optionsToken(name: string): symbol {
  return Symbol.for(`@sendo/nestjs:options:${name}`);
}

/** @internal Marks the modules that `forRoot` and `forRootAsync` create. */
export const REGISTRATION: unique symbol = Symbol.for("@sendo/nestjs:registration") as never;

/** @internal Options passed to `forRoot` or returned by the factory of `forRootAsync`, in the module of one account. */
export const GIVEN_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:given-options") as never;

/**
 * @internal The same options after validation. All accounts share one token in separate modules, so a test can replace them all.
 */
export const ACCOUNT_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:account-options") as never;

/** @internal Reaction to a handler that can receive no events, at startup. */
export type HandlerChecks = "throw" | "warn";

/** @internal Token of the reaction, which tests replace. */
export const HANDLER_CHECKS: unique symbol = Symbol.for("@sendo/nestjs:handler-checks") as never;
