import { Command } from "commander";
import { VERSION } from "../internal/version.js";
import { readOpenApi } from "../internal/open-api-file.js";
import { OPERATIONS } from "../operations/operations.js";
import { execCommand } from "./exec-command.js";
import { startCommand, type StartSandbox } from "./start-command.js";
import { tailCommand } from "./tail-command.js";
import { verbCommand } from "./verb-command.js";

const GROUPS: Readonly<Record<string, string>> = {
  message: "one message",
  webhook: "where events go: add, list, remove, break and fix, send again",
  clock: "the sandbox's time: delivery, webhook retries, reviews and rate limits follow it",
  fault: "let the API go wrong on purpose",
  campaign: "campaigns and their review",
  number: "numbers of the campaigns",
  optout: "recipients who opted out",
};

const FIRST_STEPS = `
Without a command it starts; "sendo-sandbox start --help" lists ports, clock, profile and the rest.

First steps:
  npx @sendo/sandbox --webhook http://127.0.0.1:3000/webhooks/sendo
  npx @sendo/sandbox exec -- npm test

Exit codes:
  0    done; exec: the command succeeded
  1    wrong usage, no sandbox there, or it refused; the reason is on stderr
  2    wait: no text came in time
  3    exec --strict: the command succeeded, but its requests show mistakes
  126, 127, 128+n  exec: the command cannot be run, was not found, was ended by signal n; else exec ends as the command does`;

/** The command line, `start` being what happens without a command. */
export function createProgram(startSandbox: StartSandbox): Command {
  const program = new Command("sendo-sandbox")
    .version(VERSION)
    .description("The Sendo API on this machine: HTTPS, delivery, webhooks and phones. No account, nothing is sent.")
    .addCommand(startCommand(startSandbox), { isDefault: true })
    .addCommand(execCommand(startSandbox))
    .addCommand(tailCommand());
  for (const operation of OPERATIONS) {
    for (const verb of operation.verbs) groupOf(program, verb.words).addCommand(verbCommand(operation, verb));
  }
  program
    .command("openapi")
    .description("print the unofficial OpenAPI 3.1 document of Sendo's API")
    .action(async () => console.log(JSON.stringify(await readOpenApi(), null, 2)));
  pointToHelp(program, "sendo-sandbox");
  return program.addHelpText("after", FIRST_STEPS);
}

/** Where a command of these words belongs: `webhook add` in `webhook`, which lists what it has. */
function groupOf(program: Command, words: string): Command {
  const [name = "", member] = words.split(" ");
  if (member === undefined) return program;
  return program.commands.find((each) => each.name() === name) ?? program.command(name).description(GROUPS[name]!);
}

function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`("${words} --help" shows what there is)`);
  for (const each of command.commands) pointToHelp(each, `${words} ${each.name()}`);
}
