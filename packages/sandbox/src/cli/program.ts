import { Command } from "commander";
import { VERSION } from "../internal/version.js";
import { campaignCommand, numberCommand } from "./campaign-command.js";
import { clockCommand } from "./clock-command.js";
import { envCommand } from "./env-command.js";
import { execCommand } from "./exec-command.js";
import { faultCommand } from "./fault-command.js";
import { fidelityCommand, magicCommand, openApiCommand } from "./reference-commands.js";
import { messageCommand, messagesCommand, phonesCommand } from "./messages-command.js";
import { optOutCommand } from "./optout-command.js";
import { recordCommands } from "./record-commands.js";
import { sendCommand } from "./send-command.js";
import { startCommand, type StartSandbox } from "./start-command.js";
import { tailCommand } from "./tail-command.js";
import { textCommand } from "./text-command.js";
import { waitCommand } from "./wait-command.js";
import { webhookCommand } from "./webhook-command.js";

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
    .addCommand(envCommand())
    .addCommand(sendCommand())
    .addCommand(textCommand())
    .addCommand(waitCommand())
    .addCommand(tailCommand())
    .addCommand(messagesCommand())
    .addCommand(messageCommand())
    .addCommand(phonesCommand());
  for (const command of recordCommands()) program.addCommand(command);
  program
    .addCommand(webhookCommand())
    .addCommand(clockCommand())
    .addCommand(faultCommand())
    .addCommand(campaignCommand())
    .addCommand(numberCommand())
    .addCommand(optOutCommand())
    .addCommand(magicCommand())
    .addCommand(fidelityCommand())
    .addCommand(openApiCommand());
  pointToHelp(program, "sendo-sandbox");
  return program.addHelpText("after", FIRST_STEPS);
}

function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`("${words} --help" shows what there is)`);
  for (const each of command.commands) pointToHelp(each, `${words} ${each.name()}`);
}
