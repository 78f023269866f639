#!/usr/bin/env node
import { keepMemorySmall } from "./cli/keep-memory-small.js";
import { createProgram } from "./cli/program.js";

const program = createProgram(async (options) => {
  keepMemorySmall();
  // The other commands do not load the server, because they call a running sandbox.
  return (await import("./server/start-sandbox.js")).startSandbox(options);
});

program.parseAsync().catch((error: unknown) => {
  console.error(`sendo-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = (error as { code?: unknown } | null)?.code === "wait_timeout" ? 2 : 1;
});
