/** A token in a JSON string: a key, a string, another value, or the characters between tokens. */
export interface JsonToken {
  readonly text: string;
  readonly kind: "key" | "string" | "value" | "between";
}

const PARTS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

/** Splits a JSON string into tokens. Joined together, the tokens form the original string. */
export function jsonTokens(json: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  const between = (end: number): void => {
    if (end > at) tokens.push({ text: json.slice(at, end), kind: "between" });
  };
  let at = 0;
  for (const { 0: whole, 1: quoted, 2: colon, index } of json.matchAll(PARTS)) {
    between(index);
    const token = quoted ?? whole;
    tokens.push({ text: token, kind: quoted === undefined ? "value" : colon === undefined ? "string" : "key" });
    at = index + token.length;
  }
  between(json.length);
  return tokens;
}
