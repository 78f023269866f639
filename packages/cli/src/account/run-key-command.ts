import { spawnSync } from "node:child_process";
import { CliError } from "../errors/cli-error.js";

const LONGEST_MS = 120_000; // a password manager might prompt for a password

/**
 * Runs a shell command that prints the API key, and returns the first line of the output.
 *
 * @throws A {@link CliError} with code `cli_key_command` if the command fails or prints nothing.
 */
export function runKeyCommand(command: string): string {
  const { status, stdout, error } = spawnSync(command, {
    shell: true,
    stdio: ["inherit", "pipe", "inherit"],
    encoding: "utf8",
    timeout: LONGEST_MS,
  });
  const key = stdout?.split(/\r?\n/, 1)[0]?.trim() ?? "";
  if (error === undefined && status === 0 && key !== "") return key;
  const why = error === undefined && status === 0 ? "printed nothing" : `exited with ${status ?? "a signal"}`;
  throw new CliError(
    "cli_key_command",
    `The key command (--key-command or SENDO_KEY_COMMAND) ${why}. It must print the API key and exit with code 0.`,
  );
}
