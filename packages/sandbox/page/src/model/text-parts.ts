/** A part of a message body: plain, or a link. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Splits a body at its web addresses. Only http and https become links, because bodies are untrusted. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
    const found = match[0].replace(/[.,;:!?)\]}]+$/, ""); // trailing punctuation belongs to the sentence
    if (!URL.canParse(found)) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: found, href: new URL(found).href });
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/**
 * Returns the one-time code in a body: four to eight separate digits with a word such as "code". Returns `undefined` if
 * there is none.
 */
export function codeIn(text: string): string | undefined {
  const codes = [...text.matchAll(/(?<![\d+\-./:])\d(?:\d{3,7}|\d{2}[ -]\d{3})(?![\d./:-]\d|\d)/g)].map(
    (match) => match[0],
  );
  if (codes.length === 0 || !/\b(?:code|pin|otp|passcode|password|verif\w*|token)\b/i.test(text)) return undefined;
  return codes[0]!.replace(/[ -]/g, "");
}
