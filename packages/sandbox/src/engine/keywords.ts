/** What a text asks of the platform. */
export type Keyword = "optout" | "optin" | "help";

/** @internal The words of one campaign, in its own spelling. */
export interface KeywordLists {
  readonly optoutKeywords: readonly string[];
  readonly optinKeywords: readonly string[];
  readonly helpKeywords: readonly string[];
}

/**
 * The keyword in a text: a whole word in any case, anywhere in it. STOP goes before START, and START before HELP: when a
 * text is ambiguous, not texting somebody is the harmless reading.
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
