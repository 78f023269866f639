/** The process's environment variables. The only place that reads them; options.ts and webhook set-up ask here. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Whether a value kept the quotes of its `.env` file, as with `docker run --env-file`. Of a list, the first item has only one of the two. */
export function isInQuotes(text: string): boolean {
  return /^["'`]|["'`]$/.test(text.trim());
}
