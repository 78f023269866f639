/** Format of the variables: for a `.env` file, or for `eval` in a shell. */
export type EnvFormat = "dotenv" | "sh";

/** Formats environment variables, one per line. Values with special characters are quoted. */
export function envLines(env: Readonly<Record<string, string>>, format: EnvFormat): string {
  const prefix = format === "sh" ? "export " : "";
  return Object.entries(env)
    .map(([name, value]) => `${prefix}${name}=${quote(value)}`)
    .join("\n");
}

function quote(value: string): string {
  return /^[\w./:+@-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
