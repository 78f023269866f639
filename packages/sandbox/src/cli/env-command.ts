import { Command, Option } from "commander";
import { callControl, type ControlAddress, type ControlInfo } from "./control-client.js";
import { withControlOptions } from "./control-options.js";
import { envLines, type EnvFormat } from "./env-lines.js";

/** `env`: prints a running sandbox's lines once more. */
export function envCommand(): Command {
  const format = new Option("--format <format>", "for a .env file, or for eval in a shell")
    .choices(["dotenv", "sh"])
    .default("dotenv");
  const command = new Command("env").description("print the environment lines of a running sandbox").addOption(format);
  return withControlOptions(command).action(async (flags: ControlAddress & { readonly format: EnvFormat }) => {
    const { env } = (await callControl(flags, "GET", "/info")) as ControlInfo;
    console.log(envLines(env, flags.format));
  });
}
