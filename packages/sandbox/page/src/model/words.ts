/** Words with commas between them; what is empty is none. */
export function parseWords(written: string): string[] {
  return written
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
