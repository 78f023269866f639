import type { Outcome } from "@sendo/core";

/** An error from the command line itself. Its message says what to do and does not contain a key or phone number. */
export class CliError extends Error {
  override readonly name = "CliError";

  constructor(
    readonly code: `cli_${string}`,
    message: string,
    readonly outcome?: Outcome,
  ) {
    super(message);
  }
}

/** An error from the client, together with the command that the user can run next. */
export class FailedCall extends Error {
  override readonly name = "FailedCall";

  constructor(
    override readonly cause: unknown,
    readonly next: string,
  ) {
    super("The call failed.");
  }
}

/** Returns the code of a Node error, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" ? code : "unknown error";
}

/** Whether a write's outcome is unknown. `@sendo/core` has the same function, but that package is loaded only when needed. */
export function isUnknown(error: unknown): boolean {
  return (Object(error) as { outcome?: unknown }).outcome === "unknown";
}
