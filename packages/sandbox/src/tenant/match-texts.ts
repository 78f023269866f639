import { createContext, Script, type Context } from "node:vm";
import { SandboxError } from "../errors/sandbox-error.js";

const PATIENCE_MS = 500;
// The engine of V8 ends a match only where the timeout of a script tells it to.
const MATCH = new Script("texts.map((text) => pattern.exec(text))");
let context: Context | undefined;

/**
 * @internal What `exec` returns for each text, the same at every call whatever the pattern's flags. A pattern that takes
 * minutes must not stop everyone else who uses the sandbox.
 *
 * @throws A {@link SandboxError} `option_invalid`: the pattern takes longer than half a second.
 */
export function matchTexts(pattern: RegExp, texts: readonly string[]): readonly (RegExpExecArray | null)[] {
  context ??= createContext({});
  Object.assign(context, { pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, "")), texts });
  try {
    return MATCH.runInContext(context, { timeout: PATIENCE_MS }) as (RegExpExecArray | null)[];
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const what = `The pattern ${String(pattern)} took longer than ${PATIENCE_MS} ms to match.`;
    throw new SandboxError("option_invalid", `${what} Write it without a repetition inside of a repetition.`);
  }
}
