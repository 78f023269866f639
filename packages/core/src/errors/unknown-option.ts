import { shownName } from "./field-path.js";
import { isObject } from "../internal/is.js";

/** Every name of some options: a record, so that the compiler notices one that is missing. */
export type OptionNames<Options extends object> = Readonly<Record<keyof Options, unknown>>;

/**
 * Says what is wrong with options that have a name which nobody reads: misspelt, it would be a default in disguise.
 *
 * @param of - Whose options they are, such as `createOutbox`.
 * @param names - All that there are.
 * @param within - The option that holds these, such as `retry`.
 *
 * @returns A sentence to throw, with no value in it; `undefined` where every name is known.
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
  const place = within === undefined ? "The options" : `In \`${within}\``;
  return `\`${prefix}${shownName(unknown)}\` is not an option of ${of}. ${place} are: ${Object.keys(names).join(", ")}.`;
}
