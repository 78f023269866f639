import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that runs an example, and then one step of it again and again. */
export interface RunningExample {
  /**
   * Resolves with the next step that succeeded.
   *
   * @throws Error when the process has ended or reported an error event that nobody hears.
   */
  succeeds(): Promise<void>;
  /** What it has written to stderr. */
  stderr(): string;
  /** Its exit code or signal; `undefined` while it runs. */
  exit(): number | string | undefined;
  close(): void;
}

/**
 * Runs the code of an example in a process of its own.
 *
 * @param code - An ES module; its imports are resolved from `cwd`.
 * @param step - An expression of it: a promise. It is evaluated every 10 milliseconds.
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
