/** Shortens the UUIDs in a sentence to their first eight characters. */
export function shortIds(sentence: string): string {
  return sentence.replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "$1");
}
