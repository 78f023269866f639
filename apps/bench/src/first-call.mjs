// CPU of a whole process that sends one message: our client and other SDKs over bare fetch, and of the import alone.
// first-call.mjs [ROUNDS [NODE...]], NODE being paths of Node binaries.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BARE, clients } from "./first-call-clients.mjs";
import { median, publish, spread, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const [rounds = "15", ...nodes] = process.argv.slice(2);
process.argv.length = 3; // a report names no paths of the machine; each part says which Node it is of
const IMPORTS = ["@sendo/core", "resend", "stripe", "openai"];
const OF_IMPORTS = "resend";
const exec = promisify(execFile);
const server = await startServer("overhead-server.mjs");
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const caFile = join(folder, "ca.pem");
writeFileSync(caFile, server.ca);
const source = new URL(".", import.meta.url);
const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
const PRINT_CPU = "const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system));";

const parts = [
  `Each run is a process of its own, measured with \`process.cpuUsage\` from its start (all threads). ${rounds} rounds, one run after another, the order rotated each round; median and range. A ratio compares within one round.`,
];
for (const node of nodes.length > 0 ? nodes : [process.execPath]) {
  const { stdout: version } = await exec(node, ["--version"]);
  const calls = await measure(Object.keys(clients), (name) =>
    exec(node, [fileURLToPath(new URL("first-call-run.mjs", source)), `https://127.0.0.1:${server.port}`, name], {
      env,
    }),
  );
  const imports = await measure(IMPORTS, (name) =>
    exec(node, ["--input-type=module", "-e", `await import(${JSON.stringify(name)}); ${PRINT_CPU}`], {
      cwd: fileURLToPath(source),
    }),
  );
  parts.push(
    `## Node ${version.trim().slice(1)}`,
    ratios("from start to first answered message", calls, BARE),
    ratios("from start to the end of the import", imports, OF_IMPORTS),
  );
}
server.close();
rmSync(folder, { recursive: true });
publish("first-call", "What an SDK adds to the first message of a process", parts);

async function measure(names, run) {
  const measured = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round) % names.length];
      const { stdout } = await run(name);
      measured.get(name).push(Number(stdout) / 1000);
    }
  }
  return measured;
}

function ratios(what, measured, base) {
  const rows = [...measured]
    .map(([name, cpuMs]) => ({ name, cpuMs, shares: cpuMs.map((ms, round) => ms / measured.get(base)[round]) }))
    .sort((a, b) => median(a.shares) - median(b.shares))
    .map(({ name, cpuMs, shares }) => [name, spread(cpuMs), spread(shares, 2)]);
  return table([what, "CPU ms", `ratio to ${base}, same round`], rows);
}
