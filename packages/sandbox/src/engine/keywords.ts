/** Meaning of a keyword. */
export type Keyword = "optout" | "optin" | "help";

/** @internal A campaign's keywords. */
export interface KeywordLists {
  readonly optoutKeywords: readonly string[];
  readonly optinKeywords: readonly string[];
  readonly helpKeywords: readonly string[];
}

/**
 * Returns the keyword in a body. A keyword must be a whole word. It can be anywhere in the body and in any letter case.
 * STOP takes precedence over START, and START over HELP, because an unintended opt-out does the least harm.
 */
export function findKeyword(body: string, lists: KeywordLists): Keyword | undefined {
  if (holdsAny(body, lists.optoutKeywords)) return "optout";
  if (holdsAny(body, lists.optinKeywords)) return "optin";
  if (holdsAny(body, lists.helpKeywords)) return "help";
  return undefined;
}

function holdsAny(body: string, words: readonly string[]): boolean {
  return words.some((word) => {
    const literal = word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, "iu").test(body);
  });
}
