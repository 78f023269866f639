import type { Outcome } from "@sendo/core";
import { startSandbox } from "@sendo/sandbox";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net, { type AddressInfo } from "node:net";
import type { ClientOrder, ClientReport } from "./client.js";
import type { ConnectionFate, RequestFate } from "./fate.js";
import { startHostileProxy } from "./hostile-proxy.js";

/** What one run has shown. */
export interface NeverTwoReport {
  readonly seed: number;
  readonly sends: number;
  /** Calls by the outcome that they ended in. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** How often the network did each of its things. */
  readonly happened: ReadonlyMap<RequestFate | ConnectionFate, number>;
  /** References that the sandbox has accepted more than once. */
  readonly acceptedTwice: readonly string[];
  /** Calls whose outcome the sandbox's own record contradicts. */
  readonly contradictions: readonly {
    readonly reference: string;
    readonly outcome: Outcome;
    readonly accepted: number;
  }[];
}

/** What a run needs to know. */
export interface NeverTwoOptions {
  /** Everything that the network and the callers do is drawn from it. */
  readonly seed: number;
  readonly sends: number;
  /** The command of the runtime that sends, without the script. The network and the sandbox stay in this process. @defaultValue this Node */
  readonly runtime?: readonly string[] | undefined;
}

/** Sends through a hostile network and compares what each call says of its outcome with what the sandbox has accepted. */
export async function neverTwo({
  seed,
  sends,
  runtime = [process.execPath],
}: NeverTwoOptions): Promise<NeverTwoReport> {
  const sandbox = await startSandbox({ requestsPerSecond: false, clock: "manual" });
  const proxy = await startHostileProxy(sandbox, seed);
  const { ca: _, ...clientOptions } = sandbox.clientOptions;
  const order: ClientOrder = {
    seed,
    sends,
    options: {
      ...clientOptions,
      baseUrl: proxy.url,
      requestsPerSecond: false,
      timeoutMs: { write: 1500 },
    },
    refusingUrl: `https://127.0.0.1:${await portThatRefuses()}`,
  };
  const outcomeOf = await sendFrom(runtime, order, proxy.ca);
  await proxy.close();

  const accepted = sandbox.acceptedPerReference();
  const report: NeverTwoReport = {
    seed,
    sends: outcomeOf.length,
    outcomes: tally(outcomeOf.map(([, outcome]) => outcome)),
    happened: proxy.happened,
    acceptedTwice: [...accepted].filter(([, times]) => times > 1).map(([reference]) => reference),
    contradictions: outcomeOf
      .map(([reference, outcome]) => ({ reference, outcome, accepted: accepted.get(reference) ?? 0 }))
      .filter(({ outcome, accepted: times }) => contradicts(outcome, times)),
  };
  await sandbox.close();
  return report;
}

/** Runs the sending process, until it has printed the outcome of every call. */
async function sendFrom(runtime: readonly string[], order: ClientOrder, ca: string): Promise<[string, Outcome][]> {
  const folder = await mkdtemp(join(tmpdir(), "never-two-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, ca);
  // As a variable, since Deno would parse the `ca` option again for each connection, together with all authorities that it knows.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
  const script = createRequire(import.meta.url).resolve("@sendo-apps/never-two/client");
  const [command, ...flags] = runtime;
  const child = spawn(command!, [...flags, script, JSON.stringify(order)], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  await rm(folder, { recursive: true });
  if (code !== 0) throw new Error(`The sending process ended with ${code ?? signal}.`);
  return Object.entries(JSON.parse(Buffer.concat(chunks).toString()) as ClientReport);
}

function contradicts(outcome: Outcome, accepted: number): boolean {
  if (outcome === "accepted") return accepted !== 1;
  return outcome === "unknown" ? accepted > 1 : accepted !== 0;
}

function tally(outcomes: readonly Outcome[]): Record<Outcome, number> {
  const counts = { accepted: 0, rejected: 0, "not-sent": 0, unknown: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}

async function portThatRefuses(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
