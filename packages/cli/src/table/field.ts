import { CliError } from "../errors/cli-error.js";

/** One argument or option of a command. Help, parsing, checks and `docs/cli.md` derive from it. */
export interface Field<T> {
  /** What the value must be, for messages and documents. */
  readonly rule: string;
  /** The value; `undefined` if the string cannot be used. */
  readonly read: (value: unknown) => T | undefined;
  /** How it is written: `<name>` for an argument, `--name <value>` for an option, `--name` for a flag. */
  readonly label: string;
  readonly help: string;
  readonly fallback: T | undefined;
  readonly isOptional: boolean;
  /** Whether the option can be given several times. */
  readonly isList: boolean;
}

/** The fields of a command by name. */
export type Shape = Readonly<Record<string, Field<unknown>>>;

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** What {@link readInput} returns. */
export type InputOf<S> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

type MakeField<T> = (label: string, help: string, fallback?: T) => Field<T>;

function kind<T>(rule: string, read: Field<T>["read"]): MakeField<T> {
  return (label, help, fallback) => ({ rule, read, label, help, fallback, isOptional: false, isList: false });
}

/** A field that may be left out. */
export function optional<T>(field: Field<T>): Field<T | undefined> {
  return { ...field, isOptional: true };
}

/** An option that can be given several times, or not at all. */
export function several<T>(field: Field<T>): Field<readonly T[]> {
  const read = (value: unknown): readonly T[] | undefined => {
    const items = Array.isArray(value) ? value.map((each) => field.read(each)) : [];
    return items.includes(undefined) ? undefined : (items as T[]);
  };
  return { ...field, read, fallback: [], isOptional: false, isList: true };
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** A string that is not empty. */
export const text = kind("a string that is not empty", (value) => (isText(value) ? value : undefined));
/** A phone number. */
export const phone = kind(
  "a phone number in E.164 form: a plus sign, the country code and the number, without spaces",
  (value) => (isText(value) && /^\+[1-9]\d{6,14}$/.test(value) ? value : undefined),
);
/** An http or https address. */
export const address = kind("an http:// or https:// address", (value) =>
  isText(value) && /^https?:\/\//.test(value) && URL.canParse(value) ? value : undefined,
);
/** Given, or not given. */
export const flag = (label: string, help: string): Field<boolean> =>
  kind<boolean>("no value", (value) => value === true)(label, help, false);
/** A whole number from `min` to `max`. */
export const whole = (min: number, max: number): MakeField<number> =>
  kind(`a whole number from ${min} to ${max}`, (value) => {
    const count = typeof value === "number" || (isText(value) && /^\d{1,9}$/.test(value)) ? Number(value) : Number.NaN;
    return Number.isInteger(count) && count >= min && count <= max ? count : undefined;
  });
/** One of these. */
export const oneOf = <const T extends string>(values: readonly T[]): MakeField<T> =>
  kind(`one of ${values.join(", ")}`, (value) => values.find((each) => each === value));

/**
 * Checks what was written.
 *
 * @throws A {@link CliError} `cli_usage` that names the option and its rule, and never the value.
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
