import type { Message } from "../wire.js";

/** One condition of a search. */
export interface SearchTerm {
  /** `undefined`: anywhere in text or numbers. */
  readonly field: string | undefined;
  /** In lower case. */
  readonly value: string;
  readonly negated: boolean;
}

/** What can stand before a colon, for the hint below the search field. `meta.` goes before any key of the metadata. */
export const SEARCH_FIELDS = ["to", "from", "status", "code", "campaign", "is", "meta.KEY", "after", "before"] as const;

/**
 * Reads a search: words and `field:value`, all of which must hold; `-` in front turns one round; `"two words"` is one word.
 * A colon behind anything else than a field is part of a word, so that `12:30` finds a time.
 */
export function parseSearch(text: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [, minus, field, quoted, plain] of text.matchAll(
    /(-?)(?:(to|from|status|code|campaign|is|after|before|meta\.[^\s:"]+):)?(?:"([^"]*)"?|(\S+))/gi,
  )) {
    const value = (quoted ?? plain ?? "").toLowerCase();
    if (value !== "") terms.push({ field: field?.toLowerCase(), value, negated: minus === "-" });
  }
  return terms;
}

/** What to mark in a message that was found: the words that were looked for anywhere. */
export function wordsToMark(terms: readonly SearchTerm[]): string[] {
  return terms.filter(({ field, negated }) => field === undefined && !negated).map(({ value }) => value);
}

/** A text in pieces, in turn without and with one of the words; together they are the text. */
export function markWords(text: string, words: readonly string[]): string[] {
  if (words.length === 0) return [text];
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`, "gi"));
}

/** Whether a message meets all terms. */
export function matchesSearch(message: Message, terms: readonly SearchTerm[]): boolean {
  return terms.every((term) => holds(message, term) !== term.negated);
}

function holds(message: Message, { field, value }: SearchTerm): boolean {
  switch (field) {
    case undefined:
      return [message.body, message.from, message.to, message.id].some((text) => includes(text, value));
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

// By entries: a key of somebody's metadata may be called `__proto__`. Field names are not told apart by case.
function holdsMetadata({ metadata = {} }: Message, key: string, value: string): boolean {
  return Object.entries(metadata).some(([name, text]) => name.toLowerCase() === key && includes(text, value));
}

function includes(text: string, value: string): boolean {
  return text.toLowerCase().includes(value);
}
