import { SendoConfigError } from "./errors.js";
import { isObject } from "../internal/is.js";
import { unknownOption, type OptionNames } from "./unknown-option.js";

/** An option that cannot be used. The message names the option and never its value. */
export function invalidOption(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_option_invalid", message });
}

/** Fails for options that have a name which nobody reads. */
export function checkOptionNames<Options extends object>(
  of: string,
  options: Options,
  names: OptionNames<Options>,
  within?: string,
): void {
  const problem = unknownOption(of, options, names, within);
  if (problem !== undefined) throw invalidOption(problem);
}

/** Fails unless `value` is a whole number within these bounds. */
export function wholeNumber(name: string, value: unknown, least: number, most: number, alternative = ""): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw invalidOption(`The option \`${name}\` must be a whole number ${range}${alternative}.`);
}

/** Fails unless `value` is a whole number from `least` up, or absent. */
export function optionalWholeNumber(name: string, value: number | undefined, least = 1): number | undefined {
  return value === undefined ? undefined : wholeNumber(name, value, least, Number.MAX_SAFE_INTEGER);
}

type Form = readonly [isOf: (value: unknown) => boolean, words: string];

// `null` stands in many a configuration where nothing was given.
const isText = (value: unknown): boolean => value === null || (typeof value === "string" && value !== "");

const FORMS: Readonly<Record<string, Form>> = {
  campaign: [isText, "the id of a campaign"],
  from: [isText, "a phone number in E.164 form"],
  ca: [(value) => [value].flat().every(isText), "a PEM text or a list of them"],
  timeoutMs: [
    (value) => typeof value === "number" || isObject(value),
    "a whole number from 1 to 600000, or { read, write }",
  ],
  retry: [(value) => value === false || isObject(value), "false, or { reads, notSent, rateLimited }"],
  rateLimit: [isObject, "an object, such as { account, store, maxQueue }"],
  reference: [
    (value) => value === null || typeof value === "boolean",
    "true or false; a send takes a reference of its own",
  ],
  transport: [
    (value) => isObject(value) && typeof value.start === "function",
    "a transport: this has no method `start`",
  ],
};

/**
 * Refuses what the types forbid and JavaScript lets through: `retry: 3` would be the default in disguise, and what is no
 * transport would make the first text one in doubt.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`.
 */
export function checkForms(options: object): void {
  if (!isObject(options)) throw invalidOption("The options of Sendo must be an object, such as { apiKey }.");
  for (const [name, [isOf, words]] of Object.entries(FORMS)) {
    const value = options[name];
    if (value !== undefined && !isOf(value)) throw invalidOption(`The option \`${name}\` must be ${words}.`);
  }
  const { rateLimit } = options;
  if (isObject(rateLimit) && rateLimit.account !== undefined && !isText(rateLimit.account))
    throw invalidOption("The option `rateLimit.account` must be a name: a text that is not empty.");
}
