import { isObject } from "../internal/is.js";
import { SendoConfigError } from "./errors.js";
import { shownName } from "./field-path.js";

/** The names of all options. Because the type is a `Record`, the compiler reports a missing name. */
export type OptionNames<Options extends object> = Readonly<Record<keyof Options, unknown>>;

/**
 * Creates a `config_option_invalid` error.
 *
 * @param message - The error message. It must name the function and the option, and say what is valid. The message is
 * printed, so it must not contain keys, tokens or addresses.
 *
 * @example
 * ```ts
 * throw invalidOption("The `title` option of page must be a string.");
 * ```
 */
export function invalidOption(message: string): SendoConfigError {
  return new SendoConfigError({ code: "config_option_invalid", message });
}

/**
 * Rejects options with an unknown name. Otherwise, a misspelled option would be silently ignored.
 *
 * @param of - Name of the function that takes the options, such as `createOutbox`.
 * @param names - All valid names.
 * @param within - Name of the option that contains these options, such as `retry`.
 *
 * @throws A {@link SendoConfigError} with code `config_option_invalid`. The message names the unknown option and lists
 * the valid names.
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
 * Describes the first option with an unknown name.
 *
 * @param of - Name of the function that takes the options, such as `createOutbox`.
 * @param names - All valid names.
 * @param within - Name of the option that contains these options, such as `retry`.
 *
 * @returns A sentence about the unknown name, without any option values. `undefined` if every name is known.
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
    return `The ${within === undefined ? "options" : `\`${within}\` option`} of ${of} must be an object.`;
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return undefined;
  const prefix = within === undefined ? "" : `${within}.`;
  const where = within === undefined ? "The options" : `The options in \`${within}\``;
  return `\`${prefix}${shownName(unknown)}\` is not an option of ${of}. ${where} are: ${Object.keys(names).join(", ")}.`;
}

/** Allowed range of a number option, and other values that the option accepts. */
export interface WholeNumberRange {
  /** Smallest valid number. */
  readonly min: number;
  /** Largest valid number. @defaultValue `Number.MAX_SAFE_INTEGER` */
  readonly max?: number | undefined;
  /** Other values accepted by the option, such as `false for no limit`. @defaultValue nothing */
  readonly or?: string | undefined;
}

/**
 * Rejects any value except a whole number within a range.
 *
 * @param of - Name of the function that takes the option, such as `createOutbox`.
 * @param name - Name of the option, such as `retry.attempts`.
 *
 * @returns The number.
 * @throws A {@link SendoConfigError} with code `config_option_invalid`. The message names the function and the option,
 * and states the range.
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
 * Creates a `config_option_invalid` error. The message names the function, the option, the rule and the received value. For an
 * object, or for a string with more than 8 characters, the message shows only the type.
 *
 * @param of - Name of the function that takes the option, such as `createOutbox`.
 * @param name - Name of the option, such as `retry.attempts`.
 * @param rule - Valid values, such as `a string`.
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
  return invalidOption(`The \`${name}\` option of ${of} must be ${rule} (got ${shownValue(value)}).`);
}

/** Whether a value is a whole number within a range. */
export function isWholeNumber(
  value: unknown,
  { min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange,
): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}

/** Describes a range for an error message, such as `a whole number from 1 to 20`. */
export function wholeNumberRule({ min, max = Number.MAX_SAFE_INTEGER }: WholeNumberRange): string {
  return max === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
}

const LONGEST_SHOWN = 8;

// A string of at most 8 characters is too short to be a key, a token or a full phone number.
function shownValue(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined)
    return String(value);
  if (typeof value === "string" && value.length <= LONGEST_SHOWN) return JSON.stringify(value);
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
