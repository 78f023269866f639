/** Prints an error as Express prints one that nobody handles: on stderr, and not if `env` is `test`. */
export function printError(error: unknown, req: object): void {
  // Not only Express's requests have an `app`, and those of other frameworks have none.
  const { app } = req as { readonly app?: { get?(name: string): unknown } };
  // eslint-disable-next-line no-console -- Express has no logger: this is where its own errors go
  if (app?.get?.("env") !== "test") console.error(error);
}
