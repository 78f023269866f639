import { Argument, Command, Option } from "commander";
import { EXIT_CODES } from "../errors/exit-codes.js";
import { VERSION } from "../internal/version.js";
import type { CommandSpec } from "../table/command.js";
import type { Field } from "../table/field.js";
import { COMMON_OPTIONS, describeCommands } from "./describe-commands.js";

/** Options that every command has in addition to its own fields. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly envFile?: string;
  readonly keyCommand?: string;
}

/** Runs a command with raw (unparsed) field values. */
export type RunCommand = (
  spec: CommandSpec,
  given: Readonly<Record<string, unknown>>,
  flags: CommonFlags,
) => Promise<void>;

const GROUPS: Readonly<Record<string, string>> = { webhooks: "manage a campaign's webhooks" };

/** Creates the `sendo` program with all its commands. */
export function createProgram(commands: readonly CommandSpec[], run: RunCommand): Command {
  const program = new Command("sendo").description("Use the Sendo API from a terminal or a script.").version(VERSION);
  for (const spec of commands) {
    const [group, member] = spec.words.split(" ") as [string, string | undefined];
    const parent =
      member === undefined
        ? program
        : (program.commands.find((each) => each.name() === group) ??
          program.command(group).description(GROUPS[group] ?? ""));
    parent.addCommand(toCommand(spec, run));
  }
  program
    .command("commands")
    .description("print every command, option and exit code as JSON")
    .option("--json", "print JSON (the only format)")
    .action(() => void process.stdout.write(`${JSON.stringify(describeCommands(commands), null, 2)}\n`));
  quiet(program);
  const exits = EXIT_CODES.map(({ code, meaning }) => `  ${String(code).padEnd(4)} ${meaning}`).join("\n");
  return program.addHelpText(
    "after",
    `
First steps:
  npx @sendo/sandbox --write-env .env      start a local sandbox of the API, without an account
  npx @sendo/cli doctor                    check the key, network, campaigns and webhooks
  npx @sendo/cli send --to +12065550142 --body "Your table is ready"

The API key comes from SENDO_API_KEY, a .env file or --key-command. It is never passed as an argument.

Exit codes:
${exits}`,
  );
}

function toCommand(spec: CommandSpec, run: RunCommand): Command {
  const command = new Command(spec.words.split(" ").at(-1)).description([spec.help, ...spec.notes].join("\n\n"));
  command.summary(spec.help);
  const readers: ((args: unknown[]) => readonly [string, unknown])[] = [];
  for (const [name, field] of Object.entries(spec.input)) {
    if (/^[<[]/.test(field.label)) {
      command.addArgument(new Argument(field.label, field.help));
      readers.push((args) => [name, args.shift()]);
      continue;
    }
    const option = toOption(field);
    command.addOption(option);
    readers.push(() => [name, command.getOptionValue(option.attributeName())]);
  }
  for (const { label, help } of COMMON_OPTIONS) command.option(label, help);
  command.addHelpText("after", `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join("\n")}`);
  return command.action(async (...args: unknown[]) => {
    await run(spec, Object.fromEntries(readers.map((read) => read(args))), command.opts<CommonFlags>());
  });
}

function toOption({ label, help, rule, fallback, isOptional, isList }: Field<unknown>): Option {
  const isRequired = !isOptional && fallback === undefined;
  const more = [
    ...(rule.startsWith("one of ") || rule.startsWith("a whole number") ? [rule] : []),
    ...(isRequired ? ["required"] : []),
    ...(isList ? ["can be repeated"] : []),
    ...(typeof fallback === "string" || typeof fallback === "number" ? [`default: ${fallback}`] : []),
  ];
  const option = new Option(label, more.length === 0 ? help : `${help} (${more.join("; ")})`);
  if (isList) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

// Commander's error output is disabled because it can contain argument values. The caller prints errors without these values.
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  for (const each of command.commands) quiet(each);
}
