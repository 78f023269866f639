/** A piece of a text: plain, or a web address that can be opened. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

/** Cuts a text at its web addresses. Only http and https are ever links: a text is written by a stranger. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
    const found = match[0].replace(/[.,;:!?)\]}]+$/, ""); // the sentence's, not the address's
    if (!URL.canParse(found)) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: found, href: new URL(found).href });
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** The one-time code in a text: four to eight digits that stand alone, with a word for it nearby; else `undefined`. */
export function codeIn(text: string): string | undefined {
  const codes = [...text.matchAll(/(?<![\d+\-./:])\d(?:\d{3,7}|\d{2}[ -]\d{3})(?![\d./:-]\d|\d)/g)].map(
    (match) => match[0],
  );
  if (codes.length === 0 || !/\b(?:code|pin|otp|passcode|password|verif\w*|token)\b/i.test(text)) return undefined;
  return codes[0]!.replace(/[ -]/g, "");
}
