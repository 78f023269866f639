/** @internal Times as the documents write them. */
export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
