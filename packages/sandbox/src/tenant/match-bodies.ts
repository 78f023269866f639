import { createContext, Script, type Context } from "node:vm";
import { SandboxError } from "../errors/sandbox-error.js";

const PATIENCE_MS = 500;
// In V8, only a `Script` timeout can interrupt a running regular expression.
const MATCH = new Script("bodies.map((body) => pattern.exec(body))");
let context: Context | undefined;

/**
 * @internal Runs the pattern on each body and returns the results. The `g` and `y` flags are ignored. A timeout keeps a
 * slow pattern from blocking the sandbox.
 *
 * @throws A {@link SandboxError} with code `option_invalid` if matching takes longer than half a second.
 */
export function matchBodies(pattern: RegExp, bodies: readonly string[]): readonly (RegExpExecArray | null)[] {
  context ??= createContext({});
  Object.assign(context, { pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")), bodies });
  try {
    return MATCH.runInContext(context, { timeout: PATIENCE_MS }) as (RegExpExecArray | null)[];
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const what = `The pattern ${String(pattern)} took longer than ${PATIENCE_MS} ms to match.`;
    throw new SandboxError("option_invalid", `${what} Rewrite it without nested repetitions.`);
  }
}
