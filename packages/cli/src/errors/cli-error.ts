import type { Outcome } from "@sendo/core";

/** A failure that the command line itself has found. Its message says what to do, and contains no key and no number. */
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

/** A failure of the client, and the command that finds out more about it. */
export class FailedCall extends Error {
  override readonly name = "FailedCall";

  constructor(
    override readonly cause: unknown,
    readonly next: string,
  ) {
    super("The call has failed.");
  }
}

/** The code of a Node error, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" ? code : "unknown error";
}

/** Whether a write may have happened. Core has the same question, but it is not loaded for its sake. */
export function isUnknown(error: unknown): boolean {
  return (Object(error) as { outcome?: unknown }).outcome === "unknown";
}
