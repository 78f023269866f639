import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { Option, type Command } from "commander";
import type { ControlAddress } from "../remote/control-client.js";

/** What {@link withControlOptions} reads. */
export interface ControlFlags extends ControlAddress {
  readonly key?: string;
  readonly json?: true;
}

/** Adds the flags that say which sandbox is meant, which of its tenants, and how answers are printed. */
export function withControlOptions(command: Command): Command {
  return command
    .addOption(fromEnvironment("--control-url <url>", "control address of the sandbox", "SENDO_SANDBOX_CONTROL_URL"))
    .addOption(fromEnvironment("--control-token <token>", "its token", "SENDO_SANDBOX_CONTROL_TOKEN"))
    .addOption(fromEnvironment("--sandbox-host <name>", "its host, if it is not local", "SENDO_SANDBOX_HOST"))
    .option("--key <api-key>", "another tenant than the default one")
    .option("--json", "print the answer as JSON");
}

/** A flag that the environment can give, or else a `.env` file in this folder. */
function fromEnvironment(flags: string, description: string, variable: string): Option {
  const option = new Option(flags, description).env(variable);
  const kept = dotEnv(variable);
  // Help would print the value: it is a token.
  return kept === undefined ? option : option.default(kept, "what .env says");
}

let variables: NodeJS.Dict<string> | undefined;

// What the `.env` file of the folder that a command runs in says of one variable: it is where people keep what a sandbox has printed.
function dotEnv(name: string): string | undefined {
  return (variables ??= read())[name];
}

// PowerShell's `>` writes UTF-16.
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le");
  return bytes.toString("utf8");
}

function read(): NodeJS.Dict<string> {
  const isThere = statSync(".env", { throwIfNoEntry: false })?.isFile() === true;
  return isThere ? parseEnv(decode(readFileSync(".env"))) : {};
}
