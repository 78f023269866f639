/** @internal Escapes JSON that contains untrusted strings, so that no client interprets any part of it as HTML. */
export function escapeMarkup(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
