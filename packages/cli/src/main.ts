import { CommanderError } from "commander";
import { COMMANDS } from "./commands/commands.js";
import { EXIT } from "./errors/exit-codes.js";
import { createProgram } from "./program/program.js";
import { rejectSecrets } from "./program/reject-secrets.js";
import { report, runCommand, usageError } from "./program/run-command.js";
import { processTerminal } from "./output/terminal.js";

const args = process.argv.slice(2);
try {
  rejectSecrets(args);
  await createProgram(COMMANDS, runCommand).parseAsync(args, { from: "user" });
} catch (error) {
  const isCommander = error instanceof CommanderError;
  if (!isCommander || error.exitCode !== 0) {
    const json = args.includes("--json") ? true : args.includes("--no-json") ? false : undefined;
    const isHelp = isCommander && error.code === "commander.help"; // a group without a subcommand, or no command
    if (isHelp) process.exitCode = EXIT.usage;
    else process.exitCode = await report(processTerminal(json), isCommander ? usageError(error) : error);
  }
}
