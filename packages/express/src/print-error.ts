/** Prints an error to stderr as Express does, except when `env` is `test`. */
export function printError(error: unknown, req: object): void {
  // In other frameworks, `req.app` might be missing or have another type.
  const { app } = req as { readonly app?: { get?(name: string): unknown } };
  // eslint-disable-next-line no-console -- Express has no built-in logger and prints its own errors here
  if (app?.get?.("env") !== "test") console.error(error);
}
