import { Command } from "commander";
import { envCommand } from "./env-command.js";
import { startCommand, type StartSandbox } from "./start-command.js";
import { textCommand } from "./text-command.js";

/** The command line, `start` being what happens without a command. */
export function createProgram(startSandbox: StartSandbox): Command {
  return new Command("sendo-sandbox")
    .description("The Sendo API on this machine: HTTPS, delivery, webhooks and a handset. No account, nothing is sent.")
    .addCommand(startCommand(startSandbox), { isDefault: true })
    .addCommand(textCommand())
    .addCommand(envCommand())
    .showHelpAfterError("(--help shows what there is)");
}
