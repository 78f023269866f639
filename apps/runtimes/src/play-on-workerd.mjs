import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { WORKERD } from "./binaries.mjs";

/* global AbortSignal, fetch */
// `hidden` stands for an engine that nobody has heard of: core sees a user agent that it does not know.
const WORKER = `
  import * as scenarios from "./scenario.mjs";
  export default {
    async fetch(request) {
      const { scenario, options, hidden } = await request.json();
      if (hidden) Object.defineProperty(navigator, "userAgent", { value: "Unheard-Of/1.0" });
      try {
        return Response.json((await scenarios[scenario](options)) ?? null);
      } catch (error) {
        return new Response(error.stack, { status: 500 });
      }
    },
  };`;

const CONFIG = `
  using Workerd = import "/workerd/workerd.capnp";
  const config :Workerd.Config = (
    services = [
      (name = "main", worker = (
        modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
        compatibilityDate = "2026-07-01",
        compatibilityFlags = ["nodejs_compat"],
      )),
      (name = "internet", network = (
        allow = ["local", "private", "public"],
        tlsOptions = (trustBrowserCas = false, trustedCertificates = [embed "ca.pem"]),
      )),
    ],
    sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
  );`;

/** Plays a scenario in a worker of Cloudflare's workerd that trusts `ca`. */
export async function playOnWorkerd(scenario, options = {}, { ca, hidden = false }) {
  const folder = await mkdtemp(join(tmpdir(), "sendo-workerd-"));
  await build({
    stdin: { contents: WORKER, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    logLevel: "error",
    format: "esm",
    platform: "node",
    outfile: join(folder, "worker.mjs"),
  });
  await writeFile(join(folder, "ca.pem"), ca);
  await writeFile(join(folder, "config.capnp"), CONFIG);
  const [command] = WORKERD;
  const child = spawn(command, ["serve", join(folder, "config.capnp"), "--control-fd=3"], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const exited = once(child, "exit");
  try {
    const port = await portOf(child);
    const body = JSON.stringify({ scenario, options, hidden });
    const signal = AbortSignal.timeout(60_000);
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, signal });
    if (!response.ok) throw new Error(await response.text());
    return await response.json();
  } finally {
    child.kill();
    child.stdio[3].destroy();
    await exited;
    await rm(folder, { recursive: true });
  }
}

/** workerd writes one JSON object a line to the control descriptor; the one of a socket names its port. */
async function portOf(child) {
  let lines = "";
  for await (const chunk of child.stdio[3].iterator({ destroyOnReturn: false })) {
    lines += chunk;
    const port = /"event":"listen".*?"port":(\d+)/.exec(lines)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error("workerd did not start.");
}
