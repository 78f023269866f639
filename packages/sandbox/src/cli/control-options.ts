import { Option, type Command } from "commander";

/** Adds the flags that say which sandbox is meant. */
export function withControlOptions(command: Command): Command {
  return command
    .addOption(new Option("--control-url <url>", "control address of the sandbox").env("SENDO_SANDBOX_CONTROL_URL"))
    .addOption(new Option("--control-token <token>", "its token").env("SENDO_SANDBOX_CONTROL_TOKEN"));
}
