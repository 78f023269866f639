/** @internal Formats a time as the documents do. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
