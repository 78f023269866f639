// The same symbol as `inspect.custom` from `node:util`. This file also runs in browsers, so it cannot import `node:util`.
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

const PLACEHOLDER = "[redacted]";

/** A secret string that is masked when printed, logged or serialized. */
export interface SecretText {
  /** Returns the secret string. Call it where the secret is used, not where it is stored. */
  reveal(): string;
  /** Returns a placeholder. */
  toString(): string;
  /** Returns a placeholder. */
  toJSON(): string;
}

/**
 * Wraps a key or token. An object that contains a `Secret` shows a placeholder when it is printed, logged or serialized.
 *
 * @example
 * ```ts
 * const token = new Secret("k3Yw9TbQx27LmPz0");
 * console.log({ token }); // { token: [redacted] }
 * token.reveal(); // the token
 * ```
 */
export class Secret implements SecretText {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the secret string. Call it where the secret is used, not where it is stored. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return PLACEHOLDER;
  }

  toJSON(): string {
    return PLACEHOLDER;
  }

  /** Makes `console.log` show a placeholder. */
  [INSPECT](): string {
    return PLACEHOLDER;
  }
}

/**
 * Masks a phone number for logs: only its first two characters and last two digits stay readable.
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

// Ids and times stay readable, because a log line without them is useless. A UUID that contains only digits is masked like a
// phone number. Lookaheads are bounded, so the work grows only linearly with the string's length.
const UUID = String.raw`(?<![\da-z])(?=[\d-]{0,35}[a-z])[\da-z]{8}(?:-[\da-z]{4}){3}-[\da-z]{12}(?![\da-z])`;
const TIME = String.raw`\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?`;
// Seven or more digits, with or without separators, that are not the start of an id or a time.
const DIGIT = String.raw`(?!${UUID}|${TIME})\d`;
const PHONE_LIKE = String.raw`\+?\(?${DIGIT}(?:[\s().\-/\u2010-\u2015]{0,3}${DIGIT}){6,}`;
const READABLE_OR_PHONE = new RegExp(`(${UUID}|${TIME})|${PHONE_LIKE}`, "gi");

/** A response can be several megabytes long, but only a few hundred characters are shown. */
const MOST_LOOKED_AT = 16_384;

/** Error messages often truncate the strings that they quote, so a long secret is recognized by its first characters. */
const TELLING_LENGTH = 12;

/**
 * Makes an untrusted string safe to show. Masks the given secrets (whole, truncated or JSON-encoded) and anything that looks like
 * a phone number. Removes control characters and truncates the rest to `maxLength` characters.
 *
 * @param secrets - Strings that must not appear, such as an API key.
 *
 * @example
 * ```ts
 * redactText("wrong key k3Yw9TbQx27L for +12065550142", ["k3Yw9TbQx27L"]); // "wrong key [redacted] for +1********42"
 * ```
 */
export function redactText(value: string, secrets: readonly string[], maxLength = 300): string {
  let safe = value.slice(0, MOST_LOOKED_AT);
  for (const secret of secrets) if (secret !== "") safe = withoutSecret(safe, secret);
  safe = safe.replace(READABLE_OR_PHONE, (found, readable?: string) => readable ?? maskPhone(found));
  // eslint-disable-next-line no-control-regex -- a log line must stay one line
  safe = safe.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}...` : safe;
}

function withoutSecret(source: string, secret: string): string {
  const forms = [...new Set([secret, JSON.stringify(secret).slice(1, -1)])];
  let safe = "";
  let from = 0;
  for (;;) {
    const [at, length] = nextOf(forms, source, from);
    if (length === 0) return safe + source.slice(from);
    safe += source.slice(from, at) + PLACEHOLDER;
    from = at + length;
  }
}

/** Position and length of the next occurrence of a secret. The length is 0 if there are no more occurrences. */
function nextOf(forms: readonly string[], source: string, from: number): readonly [at: number, length: number] {
  const positions = forms.map((form) => source.indexOf(form.slice(0, TELLING_LENGTH), from)).filter((at) => at !== -1);
  if (positions.length === 0) return [0, 0];
  const at = Math.min(...positions);
  return [at, Math.max(...forms.map((form) => sharedLength(form, source, at)).filter((length) => length > 0))];
}

function sharedLength(form: string, source: string, at: number): number {
  if (!source.startsWith(form.slice(0, TELLING_LENGTH), at)) return 0;
  let length = Math.min(form.length, TELLING_LENGTH);
  while (length < form.length && source[at + length] === form[length]) length += 1;
  return length;
}

/** Returns every string of at least 4 characters in a value that will be sent as JSON. */
export function stringsIn(value: unknown, depth = 8): readonly string[] {
  if (typeof value === "string") return value.length >= 4 ? [value] : [];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((inner) => stringsIn(inner, depth - 1));
}
