import { badParameter } from "../api/api-error.js";
import { field as own, type Fields } from "../api/fields.js";
import { isE164 } from "../internal/e164.js";
import type { Duration } from "../time/duration.js";

/** A field of an operation's input, used by the control API, its client and the command line. */
export interface Field<T> {
  /** Rule for the value, shown in error messages. */
  readonly rule: string;
  /**
   * Parses the value, which can come from a query string or the command line. Returns `undefined` if the value is
   * invalid.
   */
  readonly read: (value: unknown) => T | undefined;
  readonly isOptional: boolean;
  /** Whether the field's value is the whole request body. */
  readonly isBody: boolean;
  /**
   * Command-line form: `<name>` for an argument, `--name <value>` for a flag. `undefined` if the field is not
   * available on the command line.
   */
  readonly label: string | undefined;
  readonly help: string | undefined;
  /** Value that the command sends if the flag is not set. */
  readonly fallback: T | undefined;
}

/** The fields of an operation's input, by name. The `id` field replaces `{id}` in the path. */
export type Shape = Readonly<Record<string, Field<unknown>>>;
/** An input without fields. */
export type NoFields = Readonly<Record<never, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type OptionalNames<S> = { [Name in keyof S]: undefined extends ValueOf<S[Name]> ? Name : never }[keyof S];

/** An operation's validated input. */
export type InputOf<S> = { readonly [Name in Exclude<keyof S, OptionalNames<S>>]: ValueOf<S[Name]> } & {
  readonly [Name in OptionalNames<S>]?: ValueOf<S[Name]>;
};

type MakeField<T> = (label?: string, help?: string, fallback?: T) => Field<T>;

/** Creates a field type. */
export function kind<T>(rule: string, read: Field<T>["read"]): MakeField<T> {
  return (label, help, fallback) => ({ rule, read, label, help, fallback, isOptional: false, isBody: false });
}

/** Makes a field optional. */
export function optional<T>(required: Field<T>): Field<T | undefined> {
  return { ...required, isOptional: true };
}

const isString = (value: unknown): value is string => typeof value === "string" && value !== "";

export const string = kind("a non-empty string", (value) => (isString(value) ? value : undefined));
export const anyString = kind("a string", (value) => (typeof value === "string" ? value : undefined));
export const strings = kind<readonly string[]>("an array of strings", (value) =>
  Array.isArray(value) && value.every(isString) ? value : undefined,
);
export const phone = kind("a phone number in E.164 format, such as +12065550142", (value) =>
  isString(value) && isE164(value) ? value : undefined,
);
/** Boolean. Passing the flag on the command line sets the field to the opposite of its default. */
export const flag = kind("true or false", (value) => (typeof value === "boolean" ? value : undefined));
/** Any number. The range is checked where the number is used. */
export const number = kind("a number", readNumber);
/** Any duration. The range is checked where the duration is used. */
export const duration = kind('a duration such as "10m" or a number of milliseconds', (value) =>
  typeof value === "string" && /^\d+$/.test(value) ? Number(value) : (value as Duration),
);
export const whole = (min: number, max: number): MakeField<number> =>
  kind(`a whole number from ${min} to ${max}`, (value) => {
    const count = readNumber(value);
    return count !== undefined && Number.isInteger(count) && count >= min && count <= max ? count : undefined;
  });
export const oneOf = <T extends string>(values: readonly T[]): MakeField<T> =>
  kind(`one of ${values.join(", ")}`, (value) => values.find((each) => each === value));

/** Maximum number of items. */
export const LIMIT = optional(whole(1, 999_999)("--limit <count>", "how many, 1 to 999999", 20));

/** Returns the latest items, oldest first. The default limit is 1000. */
export function latest<T>(items: readonly T[], limit = 1000): T[] {
  return items.slice(-limit);
}

/**
 * Validates an input.
 * @throws A 400 error that states the field, its rule and the received value.
 */
export function readInput<S extends Shape>(shape: S, given: Fields): InputOf<S> {
  const input: Record<string, unknown> = {};
  for (const [name, { rule, read, isOptional, isBody }] of Object.entries(shape)) {
    const value = own(given, name) ?? (isBody ? given : undefined);
    if (value === undefined && isOptional) continue;
    if (value === undefined) throw badParameter(`"${name}" is required: ${rule}.`);
    const result = read(value);
    if (result === undefined) throw badParameter(`"${name}" must be ${rule} (got ${shown(value)}).`);
    input[name] = result;
  }
  return input as InputOf<S>;
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === "string") return /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  return typeof value === "number" ? value : undefined;
}

// Shows only short words and numbers, so that an error message never contains a phone number or message body.
function shown(value: unknown): string {
  if (typeof value === "string")
    return /^(?!.*\d{5})[\w.-]{0,20}$/.test(value) ? JSON.stringify(value) : "another string";
  if (Array.isArray(value)) return "an array";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object";
}
