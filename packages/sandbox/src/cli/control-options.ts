import { Option, type Command } from "commander";
import type { ControlAddress } from "../control-client.js";

/** What {@link withControlOptions} reads. */
export interface ControlFlags extends ControlAddress {
  readonly key?: string;
  readonly json?: true;
}

/** Adds the flags that say which sandbox is meant, which of its tenants, and how answers are printed. */
export function withControlOptions(command: Command): Command {
  return command
    .addOption(new Option("--control-url <url>", "control address of the sandbox").env("SENDO_SANDBOX_CONTROL_URL"))
    .addOption(new Option("--control-token <token>", "its token").env("SENDO_SANDBOX_CONTROL_TOKEN"))
    .option("--key <api-key>", "another tenant than the default one")
    .option("--json", "print the answer as JSON");
}
