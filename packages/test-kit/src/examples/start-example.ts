import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that runs an example once and then repeats a step. */
export interface RunningExample {
  /**
   * Resolves the next time the step succeeds.
   *
   * @throws an Error if the process has ended or has reported an unhandled `error` event
   */
  succeeds(): Promise<void>;
  /** Returns what the process has written to stderr. */
  stderr(): string;
  /** Returns the exit code or signal, or `undefined` while the process is running. */
  exit(): number | string | undefined;
  close(): void;
}

/**
 * Runs an example's code in a separate process.
 *
 * @param code - An ES module. The module's imports are resolved from `cwd`.
 * @param step - An expression that returns a promise. The expression is evaluated every 10 milliseconds.
 */
export function startExample(
  code: string,
  step: string,
  { cwd, env }: { readonly cwd: URL; readonly env: NodeJS.ProcessEnv },
): RunningExample {
  const loop =
    `\nfor (;;) {\n  await ${step}.then(() => console.log("yes"), () => console.log("no"));\n` +
    "  await new Promise((resolve) => setTimeout(resolve, 10));\n}\n";
  const child = spawn(process.execPath, ["--input-type=module", "-e", code + loop], {
    cwd,
    env,
  });
  let [stderr, exit] = ["", undefined as number | string | undefined];
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.on("exit", (exitCode, signal) => (exit = exitCode ?? signal ?? undefined));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async succeeds() {
      for (;;) {
        const { value, done } = (await lines.next()) as IteratorResult<string, undefined>;
        if (done || exit !== undefined || stderr.includes("Unhandled"))
          throw new Error(`The example has failed: ${stderr}`);
        if (value === "yes") return;
      }
    },
    stderr: () => stderr,
    exit: () => exit,
    close: () => void child.kill("SIGKILL"),
  };
}
