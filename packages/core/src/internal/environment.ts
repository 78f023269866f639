/** The process's environment variables. The only place that reads them; options.ts and webhook set-up ask here. */
export function environment(): Readonly<Record<string, string | undefined>> {
  // eslint-disable-next-line no-restricted-properties -- the one place
  return process.env;
}
