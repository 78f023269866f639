import { inspect } from "node:util";

const PLACEHOLDER = "[redacted]";

/** A text that is not shown by accident. */
export interface SecretText {
  /** The text itself. Call it where the secret is used, not where it is stored. */
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
 * token.reveal(); // the text
 * ```
 */
export class Secret implements SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where the secret is used, not where it is stored. */
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
  [inspect.custom](): string {
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

// Seven digits or more, written together or grouped as people group them. Ids and times stay readable: a UUID's groups
// hold letters or are divided by single hyphens into runs that this pattern would join only if they were all digits.
const PHONE_LIKE = /\+?\(?\d(?:[\s().-]{0,2}\d){6,}/g;

/**
 * Makes text that came from outside fit to be shown: known secrets and anything that looks like a phone number are
 * masked, control characters are removed, and the rest is cut to `maxLength` characters.
 */
export function redactText(text: string, secrets: readonly string[], maxLength = 300): string {
  let safe = text;
  for (const secret of secrets) if (secret.length > 0) safe = safe.replaceAll(secret, PLACEHOLDER);
  safe = safe.replace(PHONE_LIKE, maskPhone);
  // eslint-disable-next-line no-control-regex -- a log line must stay one line
  safe = safe.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}...` : safe;
}
