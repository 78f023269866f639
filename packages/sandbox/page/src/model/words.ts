/** Splits a comma-separated list and drops empty words. */
export function parseWords(written: string): string[] {
  return written
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
