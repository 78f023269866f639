/** A piece of JSON text: a name, a text, anything else that is a value, or what stands between them. */
export interface JsonToken {
  readonly text: string;
  readonly kind: "key" | "text" | "value" | "between";
}

const PARTS = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

/** JSON text in pieces, which together are the text. */
export function jsonTokens(json: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  const between = (end: number): void => {
    if (end > at) tokens.push({ text: json.slice(at, end), kind: "between" });
  };
  let at = 0;
  for (const { 0: whole, 1: quoted, 2: colon, index } of json.matchAll(PARTS)) {
    between(index);
    const text = quoted ?? whole;
    tokens.push({ text, kind: quoted === undefined ? "value" : colon === undefined ? "text" : "key" });
    at = index + text.length;
  }
  between(json.length);
  return tokens;
}
