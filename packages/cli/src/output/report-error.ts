import { isSendoError } from "@sendo/core";
import { redactText } from "@sendo/core/adapter";
import { CliError, codeOf, FailedCall } from "../errors/cli-error.js";
import { EXIT, EXIT_OF_OUTCOME } from "../errors/exit-codes.js";
import { environment } from "../internal/environment.js";
import { messageOf } from "./message-of.js";
import { facts } from "./rows.js";
import type { Terminal } from "./terminal.js";

interface Report {
  readonly code: string;
  readonly message: string;
  readonly outcome?: string | undefined;
  readonly detail?: string | undefined;
  readonly reference?: string | undefined;
  readonly httpStatus?: number | undefined;
  readonly cause?: string | undefined;
  readonly next?: string | undefined;
}

/** Writes an error to stderr with its code, the message's outcome and a fix. Returns the exit code. */
export function reportError(terminal: Pick<Terminal, "isJson" | "note">, error: unknown, apiKey?: string): number {
  const report = masked(describe(error), [apiKey ?? "", environment()["SENDO_API_KEY"] ?? ""]);
  const { message, code, ...others } = report;
  if (terminal.isJson) terminal.note(JSON.stringify({ error: report }));
  else terminal.note(`sendo: ${message}\n${facts({ code, ...others })}`);
  return exitCodeOf(error);
}

function describe(error: unknown): Report {
  if (error instanceof FailedCall) return { ...describe(error.cause), next: error.next };
  if (error instanceof CliError) return { code: error.code, message: error.message, outcome: error.outcome };
  if (isSendoError(error)) {
    const { code, outcome, detail, reference, httpStatus, cause } = error;
    const why = cause instanceof Error ? cause.message : undefined;
    return {
      code,
      message: messageOf(error),
      outcome,
      detail,
      reference,
      httpStatus,
      cause: why === "" ? undefined : why,
    };
  }
  // An unknown error's message can contain anything, so it is not shown.
  const name = error instanceof Error ? error.name : "unknown error";
  return {
    code: "cli_internal",
    message: `The command failed unexpectedly (${name}, ${codeOf(error)}). Run it with --help to see its usage. Report the error if it persists.`,
  };
}

function masked(report: Report, secrets: readonly string[]): Report {
  const shown = Object.entries(report).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    shown.map(([name, value]) => [name, typeof value === "string" ? redactText(value, secrets, 2000) : value]),
  ) as unknown as Report;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof FailedCall) return exitCodeOf(error.cause);
  if (!(error instanceof CliError) && !isSendoError(error)) return EXIT.failed;
  if (error.outcome !== undefined) return EXIT_OF_OUTCOME[error.outcome];
  if (error.code === "aborted") return EXIT.stopped;
  return /^(?:cli_|config_)|^invalid_input$/.test(error.code) ? EXIT.usage : EXIT.failed;
}
