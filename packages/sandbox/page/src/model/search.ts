import type { Message } from "../wire.js";

/** A condition in a search. */
export interface SearchTerm {
  /** `undefined` searches the body, numbers and id. */
  readonly field: string | undefined;
  /** Value in lowercase. */
  readonly value: string;
  readonly negated: boolean;
}

/** Field names for the hint below the search field. `meta.` is a prefix for any metadata key. */
export const SEARCH_FIELDS = ["to", "from", "status", "code", "campaign", "is", "meta.KEY", "after", "before"] as const;

/**
 * Parses a search. It consists of words and `field:value`, and all conditions must match. `-` negates a condition, and
 * `"two words"` is one word. A colon after any other name is part of a word, so that `12:30` finds a time.
 */
export function parseSearch(query: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [, minus, field, quoted, plain] of query.matchAll(
    /(-?)(?:(to|from|status|code|campaign|is|after|before|meta\.[^\s:"]+):)?(?:"([^"]*)"?|(\S+))/gi,
  )) {
    const value = (quoted ?? plain ?? "").toLowerCase();
    if (value !== "") terms.push({ field: field?.toLowerCase(), value, negated: minus === "-" });
  }
  return terms;
}

/** Returns the words to highlight in matching messages. */
export function wordsToMark(terms: readonly SearchTerm[]): string[] {
  return terms.filter(({ field, negated }) => field === undefined && !negated).map(({ value }) => value);
}

/** Splits a string at the words. Odd indexes in the result contain the words, and even indexes the rest. */
export function markWords(text: string, words: readonly string[]): string[] {
  if (words.length === 0) return [text];
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "gi"));
}

/** Whether a message matches all terms. */
export function matchesSearch(message: Message, terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => holds(message, term) !== term.negated);
}

function holds(message: Message, { field, value }: SearchTerm): boolean {
  switch (field) {
    case undefined:
      return [message.body, message.from, message.to, message.id].some((shown) => includes(shown, value));
    case "to":
    case "from":
      return includes(message[field], value);
    case "status":
      return message.status.toLowerCase() === value;
    case "code":
      return message.errorCode !== undefined && String(message.errorCode) === value;
    case "campaign":
      return message.campaignId.toLowerCase() === value;
    case "is":
      return isA(message, value);
    case "after":
      return message.createdAt.toLowerCase() >= value;
    case "before":
      return message.createdAt.toLowerCase() < value;
    default:
      return holdsMetadata(message, field.slice("meta.".length), value);
  }
}

function isA(message: Message, what: string): boolean {
  if (what === "sms" || what === "mms") return message.type.toLowerCase() === what;
  return message.direction.toLowerCase() === { in: "inbound", out: "outbound" }[what];
}

// Entries are used, because a metadata key can be `__proto__`. Keys are compared case-insensitively.
function holdsMetadata({ metadata = {} }: Message, key: string, value: string): boolean {
  return Object.entries(metadata).some(([name, entry]) => name.toLowerCase() === key && includes(entry, value));
}

function includes(whole: string, value: string): boolean {
  return whole.toLowerCase().includes(value);
}
