// What `node:util` calls `inspect.custom`; by its registered name, so that this file runs in a browser too.
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

const PLACEHOLDER = "[redacted]";

/** A secret string that is not shown by accident. */
export interface SecretText {
  /** The string itself. Call it where the secret is used, not where it is stored. */
  reveal(): string;
  /** A placeholder. */
  toString(): string;
  /** A placeholder. */
  toJSON(): string;
}

/**
 * Holds a key or token so that printing, logging or serialising whatever contains it shows a placeholder.
 *
 * @example
 * ```ts
 * const token = new Secret("k3Yw9TbQx27LmPz0");
 * console.log({ token }); // { token: [redacted] }
 * token.reveal(); // the token
 * ```
 */
export class Secret implements SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The string itself. Call it where the secret is used, not where it is stored. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  /** What `console.log` shows: a placeholder. */
  [INSPECT](): string {
    return PLACEHOLDER;
  }
}

/**
 * A phone number reduced to what helps in a log: its first two characters and its last two digits.
 *
 * @example
 * ```ts
 * maskPhone("+12065550142"); // "+1********42"
 * ```
 */
export function maskPhone(phone: string): string {
  if (phone.length < 7) return "*".repeat(phone.length);
  return phone.slice(0, 2) + "*".repeat(phone.length - 4) + phone.slice(-2);
}

// Ids and times stay readable, since a log line without them helps nobody; a UUID of digits alone counts as a number. What is
// looked for ahead has a bound, so that the work grows only with the length of the string.
const UUID = String.raw`(?<![\da-z])(?=[\d-]{0,35}[a-z])[\da-z]{8}(?:-[\da-z]{4}){3}-[\da-z]{12}(?![\da-z])`;
const TIME = String.raw`\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?`;
// Seven digits or more, written together or grouped as people group them, and none of them the beginning of an id or a time.
const DIGIT = String.raw`(?!${UUID}|${TIME})\d`;
const PHONE_LIKE = String.raw`\+?\(?${DIGIT}(?:[\s().\-/\u2010-\u2015]{0,3}${DIGIT}){6,}`;
const READABLE_OR_PHONE = new RegExp(`(${UUID}|${TIME})|${PHONE_LIKE}`, "gi");

/** An answer can have megabytes; a few hundred characters of it are shown. */
const MOST_LOOKED_AT = 16_384;

/** Of a longer secret its beginning is enough to be found: a quoted string is often cut. */
const TELLING_LENGTH = 12;

/**
 * Makes a string that came from outside fit to be shown: known secrets (whole, cut short, or as they stand in JSON) and anything
 * that looks like a phone number are masked, control characters are removed, and the rest is cut to `maxLength` characters.
 *
 * @param secrets - Strings that must not appear, such as an API key.
 *
 * @example
 * ```ts
 * redactText("wrong key k3Yw9TbQx27L for +12065550142", ["k3Yw9TbQx27L"]); // "wrong key [redacted] for +1********42"
 * ```
 */
export function redactText(text: string, secrets: readonly string[], maxLength = 300): string {
  let safe = text.slice(0, MOST_LOOKED_AT);
  for (const secret of secrets) if (secret !== "") safe = withoutSecret(safe, secret);
  safe = safe.replace(READABLE_OR_PHONE, (found, readable?: string) => readable ?? maskPhone(found));
  // eslint-disable-next-line no-control-regex -- a log line must stay one line
  safe = safe.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}...` : safe;
}

function withoutSecret(text: string, secret: string): string {
  const forms = [...new Set([secret, JSON.stringify(secret).slice(1, -1)])];
  let safe = "";
  let from = 0;
  for (;;) {
    const [at, length] = nextOf(forms, text, from);
    if (length === 0) return safe + text.slice(from);
    safe += text.slice(from, at) + PLACEHOLDER;
    from = at + length;
  }
}

/** Where the next of these begins, and how far it goes; the length is 0 when there is none. */
function nextOf(forms: readonly string[], text: string, from: number): readonly [at: number, length: number] {
  const places = forms.map((form) => text.indexOf(form.slice(0, TELLING_LENGTH), from)).filter((at) => at !== -1);
  if (places.length === 0) return [0, 0];
  const at = Math.min(...places);
  return [at, Math.max(...forms.map((form) => sharedLength(form, text, at)).filter((length) => length > 0))];
}

function sharedLength(form: string, text: string, at: number): number {
  if (!text.startsWith(form.slice(0, TELLING_LENGTH), at)) return 0;
  let length = Math.min(form.length, TELLING_LENGTH);
  while (length < form.length && text[at + length] === form[length]) length += 1;
  return length;
}

/** Every string in a value that is going to be sent as JSON, as far as it is long enough to give something away. */
export function textsIn(value: unknown, depth = 8): readonly string[] {
  if (typeof value === "string") return value.length >= 4 ? [value] : [];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth - 1));
}
