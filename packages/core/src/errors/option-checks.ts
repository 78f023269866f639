import { isObject } from "../internal/is.js";
import { SendoConfigError } from "./errors.js";
import { shownName } from "./field-path.js";

/** Every name of some options: a record, so that the compiler notices a missing one. */
export type OptionNames<Options extends object> = Readonly<Record<keyof Options, unknown>>;

/**
 * An option that cannot be used: code `config_option_invalid`.
 *
 * @param message - Names the function and the option, and says what is right. It is printed: no keys, tokens or addresses.
 *
 * @example
 * ```ts
 * throw invalidOption("The option `title` of page must be a string.");
 * ```
 */
export function invalidOption(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_option_invalid", message });
}

/**
 * Rejects options with an unknown name. A misspelt option would otherwise silently be the default.
 *
 * @param of - The function that takes the options, such as `createOutbox`.
 * @param names - All names that exist.
 * @param within - The option that contains these, such as `retry`.
 *
 * @throws A {@link SendoConfigError} `config_option_invalid`, which names the option and the names that exist.
 *
 * @example
 * ```ts
 * interface PageOptions {
 *   title?: string;
 * }
 * function page(options: PageOptions = {}): string {
 *   checkOptionNames<PageOptions>("page", options, { title: true });
 *   return options.title ?? "Messages";
 * }
 * ```
 */
export function checkOptionNames<Options extends object>(
  of: string,
  options: Options,
  names: OptionNames<Options>,
  within?: string,
): void {
  const problem = unknownOption(of, options, names, within);
  if (problem !== undefined) throw invalidOption(problem);
}

/**
 * Says what is wrong with options that have an unknown name.
 *
 * @param of - The function that takes the options, such as `createOutbox`.
 * @param names - All names that exist.
 * @param within - The option that contains these, such as `retry`.
 *
 * @returns A sentence without any value; `undefined` if every name is known.
 *
 * @example
 * ```ts
 * unknownOption<{ ttlMs?: number }>("sqlStore", { ttl: 5 }, { ttlMs: true });
 * // "`ttl` is not an option of sqlStore. The options are: ttlMs."
 * ```
 */
export function unknownOption<Options extends object>(
  of: string,
  options: object,
  names: OptionNames<Options>,
  within?: string,
): string | undefined {
  if (!isObject(options))
    return `The ${within === undefined ? "options" : `option \`${within}\``} of ${of} must be an object.`;
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return undefined;
  const prefix = within === undefined ? "" : `${within}.`;
  const where = within === undefined ? "The options" : `The options in \`${within}\``;
  return `\`${prefix}${shownName(unknown)}\` is not an option of ${of}. ${where} are: ${Object.keys(names).join(", ")}.`;
}

/** The range of a number, and what else an option accepts. */
export interface WholeNumberRange {
  /** The smallest number. */
  readonly min: number;
  /** The largest number. @defaultValue `Number.MAX_SAFE_INTEGER` */
  readonly max?: number | undefined;
  /** What the option accepts besides a number, such as `false for no limit`. @defaultValue nothing */
  readonly or?: string | undefined;
}

/**
 * Rejects anything but a whole number within a range.
 *
 * @param of - The function that takes the option, such as `createOutbox`.
 * @param name - The option, such as `retry.attempts`.
 *
 * @returns The number.
 * @throws A {@link SendoConfigError} `config_option_invalid`, which names the function, the option and the range.
 *
 * @example
 * ```ts
 * const attempts = checkWholeNumber("createOutbox", "retry.attempts", 20, { min: 1 });
 * ```
 */
export function checkWholeNumber(of: string, name: string, value: unknown, range: WholeNumberRange): number {
  if (isWholeNumber(value, range)) return value;
  const or = range.or === undefined ? "" : `, or ${range.or}`;
  throw unusableOption(of, name, `${wholeNumberRule(range)}${or}`, value);
}

/**
 * An option whose value cannot be used: code `config_option_invalid`. The message names the function, the option, the rule and what
 * was received. Of a string of more than 8 characters, or an object, it shows the type only.
 *
 * @param of - The function that takes the option, such as `createOutbox`.
 * @param name - The option, such as `retry.attempts`.
 * @param rule - What the value must be, such as `a string`.
 *
 * @example
 * ```ts
 * function page(title: unknown): string {
 *   if (typeof title !== "string") throw unusableOption("page", "title", "a string", title);
 *   return title;
 * }
 * ```
 */
export function unusableOption(of: string, name: string, rule: string, value: unknown): SendoConfigError {
  return invalidOption(`The option \`${name}\` of ${of} must be ${rule} (got ${shownValue(value)}).`);
}

/** Whether a value is a whole number within a range. */
export function isWholeNumber(
  value: unknown,
  { min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange,
): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

/** The rule of a range, for messages: `a whole number from 1 to 20`. */
export function wholeNumberRule({ min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange): string {
  return max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
}

const LONGEST_SHOWN = 8;

// A short string cannot be a key, a token or a whole phone number. Of anything longer only the type is shown.
function shownValue(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return String(value);
  if (typeof value === "string" && value.length <= LONGEST_SHOWN) return JSON.stringify(value);
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
