import { invalidOption } from "../errors/option-checks.js";
import { isObject } from "../internal/is.js";

type Form = readonly [isOf: (value: unknown) => boolean, words: string];

// Many configurations use `null` for an omitted option.
const isString = (value: unknown): boolean => value === null || (typeof value === "string" && value !== "");

const FORMS: Readonly<Record<string, Form>> = {
  campaign: [isString, "the id of a campaign"],
  from: [isString, "a phone number in E.164 format"],
  ca: [
    (value) => [value].flat().every((pem) => isString(pem) || pem instanceof Uint8Array),
    "a PEM string or Buffer, or a list of PEM strings or Buffers",
  ],
  timeoutMs: [
    (value) => typeof value === "number" || isObject(value),
    "a whole number from 1 to 600000, or { read, write }",
  ],
  retry: [(value) => value === false || isObject(value), "false, or { reads, notSent, rateLimited }"],
  rateLimit: [isObject, "an object, such as { account, store, maxQueue }"],
  reference: [
    (value) => value === null || typeof value === "boolean",
    "true or false. To set the reference yourself, pass it with each send",
  ],
  guard: [
    (value) => isObject(value) && typeof value.check === "function",
    "a guard, such as the result of createGuard() from @sendo/core/guard: this value has no `check` method",
  ],
  attemptHeaders: [(value) => typeof value === "function", "a function that returns headers"],
  transport: [
    (value) => isObject(value) && typeof value.start === "function",
    "a transport: this value has no `start` method",
  ],
};

/**
 * Rejects values that the types forbid but JavaScript allows. Otherwise, `retry: 3` would be silently ignored, and the first
 * send with an invalid transport would have an unknown outcome.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`.
 */
export function checkForms(options: object): void {
  if (!isObject(options)) throw invalidOption("The options passed to Sendo must be an object, such as { apiKey }.");
  for (const [name, [isOf, words]] of Object.entries(FORMS)) {
    const value = options[name];
    if (value !== undefined && !isOf(value)) throw invalidOption(`The \`${name}\` option must be ${words}.`);
  }
  const { rateLimit } = options;
  if (isObject(rateLimit) && rateLimit.account !== undefined && !isString(rateLimit.account))
    throw invalidOption("The `rateLimit.account` option must be a non-empty string.");
}
