import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { CliError, codeOf } from "../errors/cli-error.js";
import { environment, setEnvironment } from "../internal/environment.js";

/**
 * Takes the variables that begin with `SENDO_` from a `.env` file. A variable that is set already stays as it is.
 *
 * @param named - The file of `--env-file`. `undefined` stands for `.env` in this folder, which need not exist.
 * @returns The file that was read, if there is one.
 * @throws A {@link CliError} `cli_env_file`: the named file cannot be read.
 */
export function readEnvFile(named: string | undefined): string | undefined {
  const path = named ?? ".env";
  if (named === undefined && statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  try {
    const known = environment();
    const found = Object.entries(parseEnv(decode(readFileSync(path)))).filter(
      ([name]) => name.startsWith("SENDO_") && (known[name] ?? "") === "",
    );
    setEnvironment(Object.fromEntries(found) as Record<string, string>);
    return path;
  } catch (error) {
    throw new CliError("cli_env_file", `The file of --env-file cannot be read (${codeOf(error)}). Check its path.`);
  }
}

// PowerShell's `>` writes UTF-16.
function decode(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
}
