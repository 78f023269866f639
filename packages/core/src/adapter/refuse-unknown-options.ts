import { unknownOption, type OptionNames } from "../errors/unknown-option.js";
import { setupError } from "./setup-error.js";

/**
 * Refuses options that have a name which nobody reads.
 *
 * @param of - Whose options they are, such as `createOutbox`.
 * @param names - All that there are.
 * @param within - The option that holds these, such as `retry`.
 *
 * @throws A {@link SendoConfigError} `config_setup_invalid`, which names the option and those that there are.
 *
 * @example
 * ```ts
 * interface PageOptions {
 *   title?: string;
 * }
 * function page(options: PageOptions = {}): string {
 *   refuseUnknownOptions<PageOptions>("page", options, { title: true });
 *   return options.title ?? "Texts";
 * }
 * ```
 */
export function refuseUnknownOptions<Options extends object>(
  of: string,
  options: Options,
  names: OptionNames<Options>,
  within?: string,
): void {
  const problem = unknownOption(of, options, names, within);
  if (problem !== undefined) throw setupError(problem);
}
