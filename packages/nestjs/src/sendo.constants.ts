/** Account name used when a registration has no `name`. */
export const DEFAULT_ACCOUNT = "default";

/**
 * Returns a client's injection token. Use it in `inject` with `useFactory`, in `app.get(...)`, and in `overrideProvider` in
 * tests. In constructors, use the shorter {@link InjectSendo}.
 *
 * @param name - The account's `name`, as passed to `forRoot` or `forRootAsync`. Omit it for the default account.
 *
 * @example
 * ```ts
 * const sendo = app.get<SendoClient>(getSendoToken());
 * ```
 */
export function getSendoToken(name: string = DEFAULT_ACCOUNT): symbol {
  // The symbol is in the global symbol registry, so that the ESM and CommonJS copies of this package share it.
  return Symbol.for(`@sendo/nestjs:client:${name}`);
}

/** @internal Injection token for an account's options. */
export function optionsToken(name: string): symbol {
  return Symbol.for(`@sendo/nestjs:options:${name}`);
}

/** @internal Marks the modules created by `forRoot` and `forRootAsync`. */
export const REGISTRATION: unique symbol = Symbol.for("@sendo/nestjs:registration") as never;

/**
 * @internal Injection token for one account's options, as passed to `forRoot` or returned by the factory passed to
 * `forRootAsync`.
 */
export const GIVEN_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:given-options") as never;

/**
 * @internal Injection token for the same options after validation. Each account has its own module, but all of these modules
 * use this token. A test can therefore replace every account's options.
 */
export const ACCOUNT_OPTIONS: unique symbol = Symbol.for("@sendo/nestjs:account-options") as never;

/** @internal What happens at startup if a handler cannot receive any events. */
export type HandlerChecks = "throw" | "warn";

/** @internal Injection token for {@link HandlerChecks}, so that tests can override the value. */
export const HANDLER_CHECKS: unique symbol = Symbol.for("@sendo/nestjs:handler-checks") as never;
