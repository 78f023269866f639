/**
 * @internal A fault of the sandbox itself, as a warning of the process it runs in: its API answers 500 without a word about it, and
 * whoever is to report it needs more.
 */
export function warnInternalError(error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning("Internal error of the sandbox. Please report it.", { type: "SendoSandboxWarning", detail });
}
