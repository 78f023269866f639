import { Argument, Command } from "commander";
import type { SandboxOptions } from "../server/sandbox-options.js";
import type { Sandbox } from "../server/start-sandbox.js";
import { envLines } from "../operations/env-lines.js";
import { openEnvFile, type EnvFile } from "./env-file.js";
import { readSandboxFlags, withSandboxFlags } from "./sandbox-flags.js";

/** The start function; passed in, so that commands which only ask a running sandbox need not load it. */
export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;

/** `start`: runs until it is told to stop by SIGINT or SIGTERM. */
export function startCommand(startSandbox: StartSandbox): Command {
  const command = new Command("start")
    .description("start a sandbox and print what an app needs to use it")
    // Node takes --env-file for its own wherever it stands, and ends with 9 if there is no such file.
    .option("--env-file, --write-env <path>", "write what an app needs into this file, in a block of its own")
    .option("--json", "print one JSON object instead of lines")
    // This is what happens without a command, so a misspelt one lands here.
    .addArgument(
      new Argument("[words...]")
        .argParser((word) => command.parent!.error(`error: unknown command '${word}'`))
        .default([], ""),
    );
  command.configureHelp({ visibleArguments: () => [] });
  command.usage("[options]");
  return withSandboxFlags(command).action(
    async (_words: unknown, { json, writeEnv }: { json?: true; writeEnv?: string }) => {
      const file = writeEnv === undefined ? undefined : openEnvFile(writeEnv); // before anything is started
      const sandbox = await startSandbox(readSandboxFlags(command));
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(sandbox, signal));
      const env = printedEnv(sandbox);
      const lines = envLines(env, "dotenv");
      if (file !== undefined) await writeEnvFile(file, lines, sandbox);
      if (json === true) {
        console.log(JSON.stringify({ url: sandbox.url, pageUrl: sandbox.pageUrl, env }));
        return;
      }
      // On stderr, so that a pipe gets the variables alone, and the person sees the address.
      console.error(`# Sendo sandbox ready at ${sandbox.url} (stop it with Ctrl+C). Nothing leaves this machine.\n`);
      if (writeEnv === undefined) console.log(`${lines}\n`);
      else console.error(`# ${writeEnv} has what an app needs.`);
      console.error(`# Watch it: ${sandbox.pageUrl}`);
      console.error(`# Text back: npx @sendo/sandbox text +12065550142 "On my way"`);
    },
  );
}

async function writeEnvFile(file: EnvFile, lines: string, sandbox: Sandbox): Promise<void> {
  try {
    const others = file.write(lines);
    if (others.length === 0) return;
    console.error(
      `sendo-sandbox: The file also sets ${others.join(", ")} outside of the sandbox's block. Of two, most tools use the last.`,
    );
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

// Nothing is left then that keeps the process alive: it exits with 0. Who is impatient would leave the certificate's file behind, so
// only the third signal ends it at once.
function stop(sandbox: Sandbox, signal: NodeJS.Signals): void {
  void sandbox.close();
  process.once(signal, () => console.error("sendo-sandbox: Stopping, in a second at most. Once more ends it at once."));
}

/** What an app and the other commands need. */
export function printedEnv({ env, controlEnv }: Sandbox): Record<string, string> {
  return { ...env, ...controlEnv };
}
