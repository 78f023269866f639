import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { environment } from "../internal/environment.js";
import type { Sandbox } from "../server/start-sandbox.js";
import { printedEnv } from "./start-command.js";

/**
 * Ours, and what leads an app to the sandbox. Node reads `NODE_EXTRA_CA_CERTS` once, at its start, so that only a parent
 * can set it; certificates that it names already (a company's proxy) stay trusted.
 */
export async function childEnvironment(sandbox: Sandbox): Promise<NodeJS.ProcessEnv> {
  const { NODE_EXTRA_CA_CERTS: extra, ...inherited } = environment();
  const own = { ...inherited, ...printedEnv(sandbox) };
  if (extra === undefined || extra === "") return { ...own, NODE_EXTRA_CA_CERTS: sandbox.caFile };
  try {
    const combined = join(dirname(sandbox.caFile), "extra-ca.pem");
    await writeFile(combined, `${(await readFile(extra, "utf8")).trimEnd()}\n${sandbox.ca}`, {
      mode: 0o600,
      flag: "wx",
    });
    return { ...own, NODE_EXTRA_CA_CERTS: combined };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    console.error(
      `sendo-sandbox: The file in NODE_EXTRA_CA_CERTS cannot be used (${code ?? message}); the command trusts the sandbox only.`,
    );
    return { ...own, NODE_EXTRA_CA_CERTS: sandbox.caFile };
  }
}
