/** @internal Formats a time as Sendo's documentation does. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
