import { Command } from "commander";
import { VERSION } from "../internal/version.js";
import { readOpenApi } from "../internal/open-api-file.js";
import { OPERATIONS } from "../operations/operations.js";
import { execCommand } from "./exec-command.js";
import { startCommand, type StartSandbox } from "./start-command.js";
import { tailCommand } from "./tail-command.js";
import { verbCommand } from "./verb-command.js";

const GROUPS: Readonly<Record<string, string>> = {
  message: "manage one message",
  webhook: "manage webhooks: add, list, remove, simulate failures, retry and replay",
  clock: "control the sandbox's clock, which drives delivery, webhook retries, reviews and rate limits",
  fault: "make the API fail on purpose",
  campaign: "manage campaigns and their reviews",
  number: "manage campaign phone numbers",
  optout: "manage recipients who opted out",
};

const FIRST_STEPS = `
If no command is given, "start" runs. Run "sendo-sandbox start --help" to see the options for "start", including ports, clock and profile.

First steps:
  npx @sendo/sandbox --webhook http://127.0.0.1:3000/webhooks/sendo
  npx @sendo/sandbox exec -- npm test

Exit codes:
  0                success; with exec: the command succeeded
  1                invalid usage, sandbox not found, or request rejected; stderr shows the reason
  2                wait: no matching message arrived in time
  3                exec --strict: the command succeeded, but its requests contain mistakes
  126, 127, 128+n  exec: the command is not executable, was not found, or was ended by signal n
  other            exec: the command's own exit code`;

/** Creates the command-line program. If no command is given, `start` runs. */
export function createProgram(startSandbox: StartSandbox): Command {
  const program = new Command("sendo-sandbox")
    .version(VERSION)
    .description(
      "The Sendo API on localhost: HTTPS, delivery, webhooks and phones. It needs no account and sends no real messages.",
    )
    .addCommand(startCommand(startSandbox), { isDefault: true })
    .addCommand(execCommand(startSandbox))
    .addCommand(tailCommand());
  for (const operation of OPERATIONS) {
    for (const verb of operation.verbs) groupOf(program, verb.words).addCommand(verbCommand(operation, verb));
  }
  program
    .command("openapi")
    .description("print the unofficial OpenAPI 3.1 document for the Sendo API")
    .action(async () => console.log(JSON.stringify(await readOpenApi(), null, 2)));
  pointToHelp(program, "sendo-sandbox");
  return program.addHelpText("after", FIRST_STEPS);
}

/** Returns the parent of a command, such as `webhook` for `webhook add`. */
function groupOf(program: Command, words: string): Command {
  const [name = "", member] = words.split(" ");
  if (member === undefined) return program;
  return program.commands.find((each) => each.name() === name) ?? program.command(name).description(GROUPS[name]!);
}

function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`(run "${words} --help" for usage)`);
  for (const each of command.commands) pointToHelp(each, `${words} ${each.name()}`);
}
