import { EXIT_CODES } from "../errors/exit-codes.js";
import type { CommandSpec } from "../table/command.js";

/** Options that every command has. */
export const COMMON_OPTIONS = [
  { label: "--json", help: "print JSON; the default where stdout is not a terminal" },
  { label: "--no-json", help: "print tables, also where stdout is not a terminal" },
  { label: "--env-file <path>", help: "file to take SENDO_ variables from; .env in this folder if it is absent" },
  {
    label: "--key-command <command>",
    help: "shell command that prints the API key, such as a password manager's; SENDO_KEY_COMMAND if it is absent",
  },
] as const;

/** All commands as plain data: what `sendo commands --json` prints, and `docs/cli.md` is made from. */
export function describeCommands(commands: readonly CommandSpec[]): object {
  return {
    commands: commands.map(({ words, help, notes, input, examples }) => ({
      ...{ words, help, notes, examples },
      fields: Object.values(input).map(({ label, help: about, rule, fallback, isOptional, isList }) => ({
        ...{ label, help: about, rule },
        isRequired: !isOptional && fallback === undefined,
        isList,
        ...(!isList && typeof fallback !== "boolean" && fallback !== undefined && { default: fallback }),
      })),
    })),
    commonOptions: COMMON_OPTIONS,
    exitCodes: EXIT_CODES.map(({ code, meaning }) => ({ code, meaning })),
  };
}
