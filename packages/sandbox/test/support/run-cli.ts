import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** A command that was started. */
export interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<number | null>;
  /** Resolves once the output matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** The same of what it writes to stderr. */
  told(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the built command with nothing of our own environment but PATH. */
export function run(args: readonly string[], env: Record<string, string> = {}, cwd?: string): Run {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  // No command outlives its test. A hook at the top level of this module would work only in the first of the test files that share it.
  onTestFinished(() => void child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.on("close", resolve));
  const seen = (stream: "stdout" | "stderr", pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output[stream]);
        if (match !== null) resolve(match);
      };
      child[stream].on("data", look);
      void exit.then(() => reject(new Error(`ended without ${String(pattern)}: ${output.stdout}${output.stderr}`)));
      look();
    });
  return {
    child,
    output,
    exit,
    printed: (pattern) => seen("stdout", pattern),
    told: (pattern) => seen("stderr", pattern),
  };
}

/** The lines that a sandbox printed. */
export function readEnv(stdout: string): Record<string, string> {
  return Object.fromEntries([...stdout.matchAll(/^(SENDO_\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]));
}
