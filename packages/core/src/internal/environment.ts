/** The process's environment variables. The only place that reads them; options.ts and webhook set-up ask here. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
