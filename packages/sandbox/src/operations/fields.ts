import { badParameter } from "../api/api-error.js";
import { field as own, type Fields } from "../api/fields.js";
import { isE164 } from "../internal/e164.js";
import type { Duration } from "../time/duration.js";

/** One field of an operation's input, for the control API, its client and the command line. */
export interface Field<T> {
  /** What the value must be, for messages. */
  readonly rule: string;
  /** The value, also from the string that a query or a command line has; `undefined` if it cannot be used. */
  readonly read: (value: unknown) => T | undefined;
  readonly isOptional: boolean;
  /** Whether the field stands for the whole body. */
  readonly isBody: boolean;
  /** How the command line spells it: `<name>` for an argument, `--name <value>` for a flag. Absent if it does not have it. */
  readonly label: string | undefined;
  readonly help: string | undefined;
  /** What the command line sends if the flag is not given. */
  readonly fallback: T | undefined;
}

/** The fields of an input by name. `id` is the variable part of the path. */
export type Shape = Readonly<Record<string, Field<unknown>>>;
/** An input without fields. */
export type NoFields = Readonly<Record<never, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;
type OptionalNames<S> = { [Name in keyof S]: undefined extends ValueOf<S[Name]> ? Name : never }[keyof S];

/** What {@link readInput} returns. */
export type InputOf<S> = { readonly [Name in Exclude<keyof S, OptionalNames<S>>]: ValueOf<S[Name]> } & {
  readonly [Name in OptionalNames<S>]?: ValueOf<S[Name]>;
};

type MakeField<T> = (label?: string, help?: string, fallback?: T) => Field<T>;

/** Makes a kind of field. */
export function kind<T>(rule: string, read: Field<T>["read"]): MakeField<T> {
  return (label, help, fallback) => ({ rule, read, label, help, fallback, isOptional: false, isBody: false });
}

/** A field that may be left out. */
export function optional<T>(required: Field<T>): Field<T | undefined> {
  return { ...required, isOptional: true };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** A string that is not empty. */
export const text = kind("a string that is not empty", (value) => (isText(value) ? value : undefined));
/** Any string. */
export const anyText = kind("a string", (value) => (typeof value === "string" ? value : undefined));
/** A list of strings. */
export const texts = kind<readonly string[]>("an array of strings", (value) =>
  Array.isArray(value) && value.every(isText) ? value : undefined,
);
/** A phone number. */
export const phone = kind("a phone number in E.164 form, such as +12065550142", (value) =>
  isText(value) && isE164(value) ? value : undefined,
);
/** `true` or `false`. As a flag without a value it turns the fallback round. */
export const flag = kind("true or false", (value) => (typeof value === "boolean" ? value : undefined));
/** A number. Its range is checked by the function that takes it, which programs call, too. */
export const number = kind("a number", readNumber);
/** A length of time, checked by the function that takes it, which programs call, too. */
export const duration = kind('a duration such as "10m" or a number of milliseconds', (value) =>
  typeof value === "string" && /^\d+$/.test(value) ? Number(value) : (value as Duration),
);
/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number): MakeField<number> =>
  kind(`a whole number from ${min} to ${max}`, (value) => {
    const count = readNumber(value);
    return count !== undefined && Number.isInteger(count) && count >= min && count <= max ? count : undefined;
  });
/** One of these. */
export const oneOf = <T extends string>(values: readonly T[]): MakeField<T> =>
  kind(`one of ${values.join(", ")}`, (value) => values.find((each) => each === value));

/** How many of the latest. */
export const LIMIT = optional(whole(1, 999_999)("--limit <count>", "how many, 1 to 999999", 20));

/** The latest ones, oldest first; 1000 unless `limit` is given. */
export function latest<T>(items: readonly T[], limit = 1000): T[] {
  return items.slice(-limit);
}

/** Checks an input: the one place that does. @throws A 400 that names the field, its rule, and what was received. */
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

// A short word or number, but never what could be a phone number or a message body.
function shown(value: unknown): string {
  if (typeof value === "string")
    return /^(?!.*\d{5})[\w.-]{0,20}$/.test(value) ? JSON.stringify(value) : "another string";
  if (Array.isArray(value)) return "an array";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "an object";
}
