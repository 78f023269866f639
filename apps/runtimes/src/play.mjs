import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("./program.mjs", import.meta.url));

/** Plays a scenario on a runtime. */
export async function play([command, ...flags], scenario, options = {}, { hidden = false } = {}) {
  const args = [...flags, program, scenario, JSON.stringify(options), ...(hidden ? ["hidden"] : [])];
  const { stdout } = await promisify(execFile)(command, args, { timeout: 60_000 });
  return JSON.parse(stdout);
}
