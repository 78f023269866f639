import { Option, type Command } from "commander";
import { controlVerb } from "./control-verb.js";
import { envLines, type EnvFormat } from "./env-lines.js";

/** `env`: prints a running sandbox's lines once more. */
export function envCommand(): Command {
  return controlVerb<{ readonly format: EnvFormat | "json" }, { env: Readonly<Record<string, string>> }>({
    usage: "env",
    description: "print the environment lines of a running sandbox (--json prints all that it tells of itself)",
    method: "GET",
    path: "/info",
    flags: (command) =>
      command.addOption(
        new Option("--format <format>", "for a .env file, for eval in a shell, or an object")
          .choices(["dotenv", "sh", "json"])
          .default("dotenv"),
      ),
    print: ({ env }, { format }) => (format === "json" ? JSON.stringify(env, null, 2) : envLines(env, format)),
  });
}
