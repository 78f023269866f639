import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { CliError, codeOf } from "../errors/cli-error.js";
import { environment, setEnvironment } from "../internal/environment.js";

// A file in a folder that was only downloaded must not run a command.
const NEVER_TAKEN = "SENDO_KEY_COMMAND";
const ADDRESS = "SENDO_BASE_URL";

/**
 * Takes the variables that begin with `SENDO_` from a `.env` file. A variable that is set already stays as it is.
 *
 * @param named - The file of `--env-file`. `undefined` stands for `.env` in this folder, which need not exist.
 * @param hasKeyCommand - Whether the API key comes from a command.
 * @returns The file that was read, if there is one.
 * @throws A {@link CliError} `cli_env_file`: the named file cannot be read. `cli_mixed_setup`: `.env` would lead a key that is not its own to
 * another address.
 */
export function readEnvFile(named: string | undefined, hasKeyCommand: boolean): string | undefined {
  const path = named ?? ".env";
  if (named === undefined && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const known = environment();
  const isNew = (name: string): boolean =>
    name.startsWith("SENDO_") && name !== NEVER_TAKEN && (known[name] ?? "") === "";
  const found = Object.fromEntries(Object.entries(parse(path)).filter(([name]) => isNew(name)));
  // Whoever wrote the file in this folder could otherwise receive the key.
  const hasOwnKey = hasKeyCommand || (known["SENDO_API_KEY"] ?? "") !== "";
  if (named === undefined && hasOwnKey && ADDRESS in found)
    throw new CliError(
      "cli_mixed_setup",
      "The API key is set outside of .env, and .env names the address to which the key would be sent. To use both, give " +
        "--env-file .env. Otherwise unset SENDO_API_KEY, or set SENDO_BASE_URL too.",
    );
  setEnvironment(found);
  return path;
}

function parse(path: string): Record<string, string> {
  try {
    return parseEnv(decode(readFileSync(path))) as Record<string, string>;
  } catch (error) {
    throw new CliError("cli_env_file", `The file of --env-file cannot be read (${codeOf(error)}). Check its path.`);
  }
}

// PowerShell's `>` writes UTF-16.
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
}
