/** The process's environment variables. The only place that reads them; options.ts and webhook set-up ask here. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Whether a value kept the quotes of its `.env` file, as with `docker run --env-file`. Of a list, the first item has only one of the two. */
export function isInQuotes(text: string): boolean {
  return /^["'`]|["'`]$/.test(text.trim());
}

/**
 * Whether a boolean flag of Node, such as `use-openssl-ca`, was switched on or off by `NODE_OPTIONS` or on the command line;
 * `undefined` if neither mentions it. As in Node, the last mention wins, and the command line comes after the variable.
 */
export function nodeFlag(name: string): boolean | undefined {
  const mentioned = [...(process.env.NODE_OPTIONS ?? "").split(/[\s"]+/), ...process.execArgv];
  let value: boolean | undefined;
  for (const argument of mentioned) {
    const flag = argument.replaceAll("_", "-"); // Node reads both
    if (flag === `--${name}`) value = true;
    else if (flag === `--no-${name}`) value = false;
  }
  return value;
}
