import { CliError } from "../errors/cli-error.js";

/**
 * An argument or option of a command. The help output, `docs/cli.md`, parsing and validation are derived from these
 * fields.
 */
export interface Field<T> {
  /** Rule for the value, shown in error messages and in the documentation. */
  readonly rule: string;
  /** Parses the value. Returns `undefined` if the value is invalid. */
  readonly read: (value: unknown) => T | undefined;
  /** Command-line form: `<name>` for an argument, `--name <value>` for an option, `--name` for a flag. */
  readonly label: string;
  readonly help: string;
  readonly fallback: T | undefined;
  readonly isOptional: boolean;
  /** Whether the option can be repeated. */
  readonly isList: boolean;
}

/** A command's fields by name. */
export type Shape = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** A command's validated input. */
export type InputOf<S> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

type MakeField<T> = (label: string, help: string, fallback?: T) => Field<T>;

function kind<T>(rule: string, read: Field<T>["read"]): MakeField<T> {
  return (label, help, fallback) => ({ rule, read, label, help, fallback, isOptional: false, isList: false });
}

/** Makes a field optional. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return { ...field, isOptional: true };
}

/** An option that can be repeated or omitted. */
export function several<T>(field: Field<T>): Field<readonly T[]> {
  const read = (value: unknown): readonly T[] | undefined => {
    const items = Array.isArray(value) ? value.map((each) => field.read(each)) : [];
    return items.includes(undefined) ? undefined : (items as T[]);
  };
  return { ...field, read, fallback: [], isOptional: false, isList: true };
}

const isString = (value: unknown): value is string => typeof value === "string" && value !== "";

export const string = kind("a non-empty string", (value) => (isString(value) ? value : undefined));
export const phone = kind(
  "a phone number in E.164 format: a plus sign, the country code and the number, without spaces",
  (value) => (isString(value) && /^\+[1-9]\d{6,14}$/.test(value) ? value : undefined),
);
export const address = kind("an http:// or https:// URL", (value) =>
  isString(value) && /^https?:\/\//.test(value) && URL.canParse(value) ? value : undefined,
);
export const flag = (label: string, help: string): Field<boolean> =>
  kind<boolean>("no value", (value) => value === true)(label, help, false);
export const whole = (min: number, max: number): MakeField<number> =>
  kind(`a whole number from ${min} to ${max}`, (value) => {
    const count =
      typeof value === "number" || (isString(value) && /^\d{1,9}$/.test(value)) ? Number(value) : Number.NaN;
    return Number.isInteger(count) && count >= min && count <= max ? count : undefined;
  });
export const oneOf = <const T extends string>(values: readonly T[]): MakeField<T> =>
  kind(`one of ${values.join(", ")}`, (value) => values.find((each) => each === value));

/**
 * Validates the arguments and options.
 *
 * @throws A {@link CliError} with code `cli_usage` that states the option and its rule, but not the value.
 */
export function readInput<S extends Shape>(shape: S, given: Readonly<Record<string, unknown>>): InputOf<S> {
  const input: Record<string, unknown> = {};
  for (const [name, { rule, read, label, fallback, isOptional }] of Object.entries(shape)) {
    const value = given[name] ?? fallback;
    const written = label.split(/[ ,]/)[0]!;
    if (value === undefined && isOptional) continue;
    if (value === undefined) throw new CliError("cli_usage", `${written} is missing. It must be ${rule}.`);
    const result = read(value);
    if (result === undefined) throw new CliError("cli_usage", `${written} must be ${rule}.`);
    input[name] = result;
  }
  return input as InputOf<S>;
}
