import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";

let variables: NodeJS.Dict<string> | undefined;

/** What the `.env` file of the folder that a command runs in says of one variable: it is where people keep what a sandbox has printed. */
export function dotEnv(name: string): string | undefined {
  return (variables ??= read())[name];
}

function read(): NodeJS.Dict<string> {
  const isThere = statSync(".env", { throwIfNoEntry: false })?.isFile() === true;
  return isThere ? parseEnv(readFileSync(".env", "utf8")) : {};
}
