#!/usr/bin/env node
import { keepMemorySmall } from "./cli/keep-memory-small.js";
import { createProgram } from "./cli/program.js";

const program = createProgram(async (options) => {
  keepMemorySmall();
  // Loaded only where a sandbox is started: the other commands ask one that runs.
  return (await import("./server/start-sandbox.js")).startSandbox(options);
});

program.parseAsync().catch((error: unknown) => {
  console.error(`sendo-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = (error as { code?: unknown } | null)?.code === "wait_timeout" ? 2 : 1;
});
