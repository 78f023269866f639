import { Argument, Command } from "commander";
import type { SandboxOptions } from "../server/sandbox-options.js";
import type { Sandbox } from "../server/start-sandbox.js";
import { envLines } from "../operations/env-lines.js";
import { openEnvFile, type EnvFile } from "./env-file.js";
import { readSandboxFlags, withSandboxFlags } from "./sandbox-flags.js";

/**
 * The function that starts a sandbox. It is passed as an argument, so that commands that call a running sandbox do not
 * load the server.
 */
export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;

/** Creates the `start` command, which runs until SIGINT or SIGTERM. */
export function startCommand(startSandbox: StartSandbox): Command {
  const command = new Command("start")
    .description("start a sandbox and print the environment variables that an app needs")
    // Node itself also reads `--env-file`, wherever it appears on the command line, and exits with code 9 if the file
    // does not exist.
    .option("--env-file, --write-env <path>", "write the environment variables to a separate block in this file")
    .option("--json", "print one JSON object instead of lines")
    // `start` is the default command, so a misspelled command arrives here as an argument.
    .addArgument(
      new Argument("[words...]")
        .argParser((word) => command.parent!.error(`error: unknown command '${word}'`))
        .default([], ""),
    );
  command.configureHelp({ visibleArguments: () => [] });
  command.usage("[options]");
  return withSandboxFlags(command).action(
    async (_words: unknown, { json, writeEnv }: { json?: true; writeEnv?: string }) => {
      const file = writeEnv === undefined ? undefined : openEnvFile(writeEnv); // check the file before the sandbox starts
      const sandbox = await startSandbox(readSandboxFlags(command));
      stopOnSignal(sandbox);
      const env = printedEnv(sandbox);
      const lines = envLines(env, "dotenv");
      if (file !== undefined) await writeEnvFile(file, lines, sandbox);
      if (json === true) {
        console.log(JSON.stringify({ url: sandbox.url, pageUrl: sandbox.pageUrl, env }));
        return;
      }
      // All other lines are printed to stderr, so that a pipe receives only the variables.
      console.error(`# Sendo sandbox ready at ${sandbox.url} (stop it with Ctrl+C). No data leaves this machine.\n`);
      if (writeEnv === undefined) console.log(`${lines}\n`);
      else console.error(`# ${writeEnv} contains the app's environment variables.`);
      console.error(`# Open the page: ${sandbox.pageUrl}`);
      console.error('# Text from a phone: npx @sendo/sandbox text +12065550142 "On my way"');
    },
  );
}

async function writeEnvFile(file: EnvFile, lines: string, sandbox: Sandbox): Promise<void> {
  try {
    const others = file.write(lines);
    if (others.length === 0) return;
    console.error(
      `sendo-sandbox: The file also sets ${others.join(", ")} outside the sandbox's block. Most tools use the last value.`,
    );
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

// The process exits with 0 after `close()`. The first two signals do not end the process immediately, because the
// certificate file would then be left behind. A third signal ends the process immediately. The listeners stay
// registered until the third signal, because a signal without a listener would end the process.
function stopOnSignal(sandbox: Sandbox): void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  let received = 0;
  const stop = (signal: NodeJS.Signals): void => {
    received += 1;
    if (received === 1) return void sandbox.close();
    if (received === 2) {
      const notice = "Stopping. This takes up to a second. Press Ctrl+C again to stop immediately.";
      return console.error(`sendo-sandbox: ${notice}`);
    }
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, stop);
}

/** Returns the environment variables for an app and for the other commands. */
export function printedEnv({ env, controlEnv }: Sandbox): Record<string, string> {
  return { ...env, ...controlEnv };
}
