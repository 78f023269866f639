import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { Option, type Command } from "commander";
import type { ControlAddress } from "../remote/control-client.js";

/** The flags that {@link withControlOptions} adds. */
export interface ControlFlags extends ControlAddress {
  readonly key?: string;
  readonly json?: true;
}

/** Adds the flags that select the sandbox, the tenant and the output format. */
export function withControlOptions(command: Command): Command {
  return command
    .addOption(fromEnvironment("--control-url <url>", "the sandbox's control URL", "SENDO_SANDBOX_CONTROL_URL"))
    .addOption(fromEnvironment("--control-token <token>", "the sandbox's control token", "SENDO_SANDBOX_CONTROL_TOKEN"))
    .addOption(
      fromEnvironment("--sandbox-host <name>", "the sandbox's host, if the sandbox is not local", "SENDO_SANDBOX_HOST"),
    )
    .option("--key <api-key>", "use this tenant instead of the default tenant")
    .option("--json", "print the response as JSON");
}

/**
 * Returns a flag that defaults to the value of an environment variable. If the process's environment does not
 * contain the variable, the flag defaults to the value in the working directory's `.env` file.
 */
function fromEnvironment(flags: string, description: string, variable: string): Option {
  const option = new Option(flags, description).env(variable);
  const kept = dotEnv(variable);
  // Show a label instead of the value, because the help output would otherwise contain the token.
  return kept === undefined ? option : option.default(kept, "the value in .env");
}

let variables: NodeJS.Dict<string> | undefined;

function dotEnv(name: string): string | undefined {
  return (variables ??= read())[name];
}

// PowerShell's `>` writes UTF-16.
function decode(bytes: Buffer): string {
  const content = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
  return content.replace(/^\ufeff/, ""); // otherwise the byte order mark would become part of the first variable's name
}

function read(): NodeJS.Dict<string> {
  const isThere = statSync(".env", { throwIfNoEntry: false })?.isFile() === true;
  return isThere ? parseEnv(decode(readFileSync(".env"))) : {};
}
