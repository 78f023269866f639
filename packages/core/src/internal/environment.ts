/** Returns the process's environment variables. Core reads environment variables only in this file. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/**
 * Whether a value still has the quotes from its `.env` file. For example, `docker run --env-file` does not remove the
 * quotes. If a quoted list was split into items, the first item has an opening quote but no closing quote.
 */
export function isInQuotes(value: string): boolean {
  return /^["'`]|["'`]$/.test(value.trim());
}

/**
 * Whether one of Node's boolean flags, such as `use-openssl-ca`, is enabled. `undefined` if neither `NODE_OPTIONS` nor the
 * command line contains the flag. As in Node, the last occurrence wins, and command-line flags come after those in
 * `NODE_OPTIONS`.
 */
export function nodeFlag(name: string): boolean | undefined {
  const mentioned = [...(process.env.NODE_OPTIONS ?? "").split(/[\s"]+/), ...process.execArgv];
  let value: boolean | undefined;
  for (const argument of mentioned) {
    const flag = argument.replaceAll("_", "-"); // Node accepts both
    if (flag === `--${name}`) value = true;
    else if (flag === `--no-${name}`) value = false;
  }
  return value;
}
