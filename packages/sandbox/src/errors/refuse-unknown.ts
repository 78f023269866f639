import { unknownOption, type OptionNames } from "@sendo/core/adapter";
import { SandboxError } from "./sandbox-error.js";

/**
 * @internal A misspelt option would be a default in disguise, and a test that proves nothing.
 *
 * @throws A {@link SandboxError} `option_invalid`, which names the option and those that there are.
 */
export function refuseUnknown<Options extends object>(
  of: string,
  options: Options | undefined,
  names: OptionNames<Options>,
  within?: string,
): void {
  const problem = options === undefined ? undefined : unknownOption(of, options, names, within);
  if (problem !== undefined) throw new SandboxError("option_invalid", problem);
}
