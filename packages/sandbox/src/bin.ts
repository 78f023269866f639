#!/usr/bin/env node
import { createProgram } from "./cli/program.js";
import { startSandbox } from "./start-sandbox.js";

createProgram(startSandbox)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(`sendo-sandbox: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
