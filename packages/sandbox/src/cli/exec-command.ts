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

/** Creates the `exec` command, which starts a sandbox while another command runs. */
export function execCommand(startSandbox: StartSandbox): Command {
  const command = new Command("exec")
    .description("run a command with a sandbox on free ports and exit with the command's exit code: exec -- npm test")
    .argument("<command...>", "the command to run, after --")
    .option("--strict", `exit with ${PROBLEMS} if the command succeeds but its requests contain mistakes`);
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

/**
 * Returns the command's exit code. If a signal ends the command, or if the command cannot be run, the result is the exit
 * code that a shell would use.
 */
async function run([file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { default: spawn } = await import("cross-spawn"); // cross-spawn finds npm and other batch files on Windows
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
      ? "no such command is in PATH. Run your project's tools through npx or a script: exec -- npx vitest run"
      : code === "EACCES"
        ? "the file is not executable (EACCES). Run a script with its interpreter: exec -- node script.js"
        : `${code ?? String(error)}.`;
    console.error(`sendo-sandbox: Cannot run ${JSON.stringify(file)}: ${why}`);
    return isMissing ? NOT_FOUND : NOT_EXECUTABLE;
  } finally {
    stopPassing();
  }
}

// Pass signals to the command, and end it when this process exits.
function passSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals): void => {
    // On Ctrl+C, the terminal also signals the command directly. Many programs exit immediately if they receive the signal twice.
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
