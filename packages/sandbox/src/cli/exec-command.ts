import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { Command } from "commander";
import { childEnvironment } from "./child-environment.js";
import { problemLines } from "../operations/records.js";
import { readSandboxFlags, withSandboxFlags } from "./sandbox-flags.js";
import type { StartSandbox } from "./start-command.js";

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const PROBLEMS = 3;

/** `exec`: a sandbox for as long as another command runs. */
export function execCommand(startSandbox: StartSandbox): Command {
  const command = new Command("exec")
    .description("run a command with a sandbox on free ports, in its environment, and end as it ends: exec -- npm test")
    .argument("<command...>", "what to run, after --")
    .option("--strict", `end with ${PROBLEMS} if the command succeeds but its requests show mistakes`);
  return withSandboxFlags(command, ["port", "controlPort"]).action(
    async (words: readonly string[], { strict }: { strict?: true }) => {
      await using sandbox = await startSandbox(readSandboxFlags(command));
      using child = childEnvironment(sandbox);
      const exitCode = await run(words, child.env);
      const problems = sandbox.problems();
      if (problems.length > 0) console.error(`\nsendo-sandbox: problems\n${problemLines(problems)}`);
      process.exitCode = exitCode === 0 && strict === true && problems.length > 0 ? PROBLEMS : exitCode;
    },
  );
}

/** The exit code; as shells count it, for a signal or a command that cannot be run. */
async function run([file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { default: spawn } = await import("cross-spawn"); // finds npm and other batch files on Windows, as a shell does
  const child = spawn(file, args, { env, stdio: "inherit" });
  const stopPassing = passSignals(child);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT";
    const why = isMissing
      ? "there is no such command in PATH. A tool of this project runs by its script or by npx: exec -- npx vitest run"
      : code === "EACCES"
        ? "it may not be executed (EACCES). A script runs by its program: exec -- node script.js"
        : `${code ?? String(error)}.`;
    console.error(`sendo-sandbox: Cannot run ${JSON.stringify(file)}: ${why}`);
    return isMissing ? NOT_FOUND : NOT_EXECUTABLE;
  } finally {
    stopPassing();
  }
}

// The command gets what we get, and never outlives us.
function passSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals): void => {
    // A terminal's Ctrl+C has reached the command as well; twice means "at once" to many programs.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  };
  const end = (): void => void child.kill("SIGKILL");
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const;
  for (const signal of signals) process.on(signal, pass);
  process.on("exit", end);
  return () => {
    for (const signal of signals) process.off(signal, pass);
    process.off("exit", end);
  };
}
