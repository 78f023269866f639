import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { CliError, codeOf } from "../errors/cli-error.js";
import { environment, setEnvironment } from "../internal/environment.js";

// This variable specifies a command to run, so it must not come from a file in a downloaded folder.
const NEVER_TAKEN = "SENDO_KEY_COMMAND";
const ADDRESS = "SENDO_BASE_URL";

/**
 * Reads the variables that begin with `SENDO_` from a `.env` file. Variables that are already set are not changed.
 *
 * @param named - File specified with `--env-file`. If it is `undefined`, the `.env` file in the
 * current folder is read, if there is one.
 * @param hasKeyCommand - Whether the API key comes from a command.
 * @returns The path of the file, or `undefined` if no file was read.
 * @throws A {@link CliError} with code `cli_env_file` if the named file cannot be read.
 * @throws A {@link CliError} with code `cli_mixed_setup` if `.env` sets the address but the API key is set outside `.env`.
 */
export function readEnvFile(named: string | undefined, hasKeyCommand: boolean): string | undefined {
  const path = named ?? ".env";
  if (named === undefined && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const known = environment();
  const isNew = (name: string): boolean =>
    name.startsWith("SENDO_") && name !== NEVER_TAKEN && (known[name] ?? "") === "";
  const found = Object.fromEntries(Object.entries(parse(path)).filter(([name]) => isNew(name)));
  // Otherwise, the author of a downloaded .env file could receive the key.
  const hasOwnKey = hasKeyCommand || (known["SENDO_API_KEY"] ?? "") !== "";
  if (named === undefined && hasOwnKey && ADDRESS in found)
    throw new CliError(
      "cli_mixed_setup",
      "The API key is set outside .env, but .env sets the address that the key would be sent to. To use both, pass --env-file .env. " +
        "Otherwise, unset SENDO_API_KEY, or set SENDO_BASE_URL as well.",
    );
  setEnvironment(found);
  return path;
}

function parse(path: string): Record<string, string> {
  try {
    return parseEnv(decode(readFileSync(path))) as Record<string, string>;
  } catch (error) {
    throw new CliError(
      "cli_env_file",
      `The file passed to --env-file could not be read (${codeOf(error)}). Check its path.`,
    );
  }
}

// PowerShell's `>` writes UTF-16.
function decode(bytes: Buffer): string {
  const content = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
  return content.replace(/^\ufeff/, ""); // otherwise the byte order mark would become part of the first variable's name
}
