import type { Sendo } from "@sendo/core";
import { readEnvFile } from "../account/read-env-file.js";
import { runKeyCommand } from "../account/run-key-command.js";
import { CliError } from "../errors/cli-error.js";
import { EXIT } from "../errors/exit-codes.js";
import { environment } from "../internal/environment.js";
import { processTerminal, type Terminal } from "../output/terminal.js";
import type { CommandSpec } from "../table/command.js";
import { readInput } from "../table/field.js";
import type { CommonFlags } from "./program.js";

/** Runs a command, prints its result, and sets the process's exit code. */
export async function runCommand(
  spec: CommandSpec,
  given: Readonly<Record<string, unknown>>,
  { json, envFile, keyCommand }: CommonFlags,
): Promise<void> {
  const terminal = processTerminal(json);
  const stop = stopSignal();
  let apiKey: string | undefined;
  const opened: Sendo[] = [];
  try {
    const input = readInput(spec.input, given);
    const printsKey = keyCommand ?? environment()["SENDO_KEY_COMMAND"];
    const file = readEnvFile(envFile, Boolean(printsKey));
    const {
      output,
      lines,
      exitCode = EXIT.done,
    } = await spec.run(
      {
        terminal,
        signal: stop.signal,
        envFile: file,
        apiKey: () => (apiKey ??= printsKey ? runKeyCommand(printsKey) : undefined),
        client: async (options = {}) => {
          if (printsKey) apiKey ??= runKeyCommand(printsKey);
          const { Sendo } = await import("@sendo/core");
          const sendo = new Sendo({ ...(apiKey !== undefined && { apiKey }), ...options });
          opened.push(sendo);
          return sendo;
        },
      },
      input as never,
    );
    process.exitCode = exitCode;
    if (output !== undefined) terminal.print(terminal.isJson ? JSON.stringify(output, null, 2) : lines);
  } catch (error) {
    process.exitCode = await report(terminal, error, apiKey);
  } finally {
    stop.dispose();
    await Promise.all(opened.map((sendo) => sendo.close({ drainMs: 0 })));
  }
}

/** Prints an error. The code that masks numbers and keys is loaded only when an error occurs. */
export async function report(
  terminal: Pick<Terminal, "isJson" | "note">,
  error: unknown,
  apiKey?: string,
): Promise<number> {
  const { reportError } = await import("../output/report-error.js");
  return reportError(terminal, error, apiKey);
}

/**
 * Converts the parser's error to a usage error. Quoted words that do not look like command or option names are replaced
 * with `'...'`.
 */
export function usageError({ message }: Error): CliError {
  const said = message
    .replace(/^error: /, "")
    .replace(/'([^']*)'/g, (quoted, word: string) =>
      /^-{0,2}[a-z][a-z-]{0,19}(?: <[a-z-]+>)?$/.test(word) ? quoted : "'...'",
    );
  const sentence =
    said.charAt(0).toUpperCase() +
    said
      .slice(1)
      .replace(/\n\((.*)\)$/, ". $1")
      .replace(/[.?]?$/, (end) => end || ".");
  return new CliError("cli_usage", `${sentence} Run the command with --help for its usage.`);
}

// The first Ctrl+C aborts the command. The second Ctrl+C exits the process.
function stopSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.stopped);
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => names.forEach((name) => void process.removeListener(name, onSignal)),
  };
}
