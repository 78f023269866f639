import { EXIT_CODES } from "../errors/exit-codes.js";
import type { CommandSpec } from "../table/command.js";

/** Options that every command accepts. */
export const COMMON_OPTIONS = [
  { label: "--json", help: "print JSON; default if stdout is not a terminal" },
  { label: "--no-json", help: "print tables; default if stdout is a terminal" },
  { label: "--env-file <path>", help: "file with SENDO_ variables; default: .env in the current folder" },
  {
    label: "--key-command <command>",
    help: "shell command that prints the API key, for example from a password manager; default: SENDO_KEY_COMMAND",
  },
] as const;

/** Returns all commands as data, for `sendo commands --json` and `docs/cli.md`. */
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
