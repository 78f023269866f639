/** @internal JSON whose texts come from strangers, escaped so that no reader that takes it for HTML finds a tag. */
export function escapeMarkup(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
