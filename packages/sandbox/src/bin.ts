#!/usr/bin/env node
import { createProgram } from "./cli/program.js";

// Loaded only where a sandbox is started: the other commands ask one that runs.
const program = createProgram(async (options) => (await import("./start-sandbox.js")).startSandbox(options));

program.parseAsync().catch((error: unknown) => {
  console.error(`sendo-sandbox: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = (error as { code?: unknown } | null)?.code === "wait_timeout" ? 2 : 1;
});
