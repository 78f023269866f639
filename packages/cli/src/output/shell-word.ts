/** Quotes a word for a shell. */
export function shellWord(word: string): string {
  if (/^[\w./:@=+-]+$/.test(word)) return word;
  return process.platform === "win32" ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
