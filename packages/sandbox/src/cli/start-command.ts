import { Argument, Command, InvalidArgumentError } from "commander";
import type { SandboxOptions } from "../server/sandbox-options.js";
import type { Sandbox } from "../server/start-sandbox.js";
import { envLines } from "../operations/env-lines.js";
import { readSandboxFlags, withSandboxFlags } from "./sandbox-flags.js";

/** The start function; passed in, so that commands which only ask a running sandbox need not load it. */
export type StartSandbox = (options: SandboxOptions) => Promise<Sandbox>;

/** `start`: runs until it is told to stop by SIGINT or SIGTERM. */
export function startCommand(startSandbox: StartSandbox): Command {
  const command = new Command("start")
    .description("start a sandbox and print what an app needs to use it")
    .option("--port <port>", "port of the API (HTTPS); 0 for any free one", readPort, 8443)
    .option("--control-port <port>", "port of the control API; 0 for any free one", readPort, 8444)
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
    async (_words: unknown, { port, controlPort, json }: { port: number; controlPort: number; json?: true }) => {
      const sandbox = await startSandbox({ ...readSandboxFlags(command), port, controlPort });
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(sandbox, signal));
      const env = printedEnv(sandbox);
      if (json === true) {
        console.log(JSON.stringify({ url: sandbox.url, pageUrl: sandbox.pageUrl, env }));
        return;
      }
      // Whether somebody copies all of it or writes `> .env`: the file holds the variables, and the person sees the address.
      console.error(`# Sendo sandbox ready at ${sandbox.url} (stop it with Ctrl+C). Nothing leaves this machine.\n`);
      console.log(envLines(env, "dotenv"));
      console.error(`\n# Watch it: ${sandbox.pageUrl}`);
      console.error(`# Text back: npx @sendo/sandbox text +12065550142 "On my way"`);
    },
  );
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

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
