import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The file that `npx @sendo/cli` starts. */
export const BIN = fileURLToPath(new URL("../../bin/sendo.js", import.meta.url));

/** How a command is started. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What its stdin contains. Without it, stdin of a piped command is closed, and that of a terminal stays open. */
  readonly input?: string;
}

/** A command that was started. */
export interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<number | null>;
  /** Resolves once stdout, or stderr, matches. On a terminal both are in stdout. */
  printed(pattern: RegExp): Promise<void>;
}

/** Starts the command with pipes. */
export function run(args: readonly string[], options: RunOptions = {}): Run {
  return start(process.execPath, [BIN, ...args], options, options.input ?? "");
}

/** Starts the command on a pseudo-terminal. What it writes to stdout and stderr comes out as stdout. */
export function runOnTerminal(args: readonly string[], options: RunOptions = {}): Run {
  const words = [process.execPath, BIN, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return start("script", ["-qefc", `exec ${words.join(" ")}`, "/dev/null"], options, options.input);
}

function start(file: string, args: readonly string[], { env = {}, cwd }: RunOptions, input: string | undefined): Run {
  const { PATH = "" } = process.env;
  const child = spawn(file, args, {
    env: { PATH, TERM: "xterm", SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  // A hook at the top level of this module would work only in the first of the test files that share it.
  onTestFinished(() => void child.kill("SIGKILL"));
  if (input !== undefined) child.stdin.end(input);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    child,
    output,
    exit,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(output.stdout) || pattern.test(output.stderr)) resolve();
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        void exit.then(() => reject(new Error(`ended without ${String(pattern)}: ${output.stdout}${output.stderr}`)));
        look();
      }),
  };
}

/** Runs the command with pipes to its end. */
export async function ask(args: readonly string[], options: RunOptions = {}): Promise<Answer> {
  const { exit, output } = run(args, options);
  return { code: await exit, ...output };
}

/** Runs the command on a pseudo-terminal to its end. */
export async function askOnTerminal(args: readonly string[], options: RunOptions = {}): Promise<Answer> {
  const { exit, output } = runOnTerminal(args, options);
  return { code: await exit, stdout: output.stdout.replaceAll("\r\n", "\n"), stderr: output.stderr };
}

/** What a command has left. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
