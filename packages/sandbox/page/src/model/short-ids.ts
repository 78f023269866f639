/** A sentence with the ids in it cut to their first eight characters, which tell them apart well enough for reading. */
export function shortIds(text: string): string {
  return text.replace(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "$1");
}
