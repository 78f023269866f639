// CPU of one small JSON POST over HTTPS: our client and other SDKs over bare node:https. overhead.mjs [CALLS] [WARM] [ROUNDS]
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BARE, clients } from "./overhead-clients.mjs";
import { median, publish, spread, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const given = process.argv.slice(2).map(Number);
const [calls = 4000, warm = 500, rounds = 5] = given;
const names = Object.keys(clients);
const server = await startServer("overhead-server.mjs");
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const caFile = join(folder, "ca.pem");
writeFileSync(caFile, server.ca);
const runFile = fileURLToPath(new URL("overhead-run.mjs", import.meta.url));
const run = async (name, concurrency) => {
  const args = [runFile, `https://127.0.0.1:${server.port}`, name, concurrency, warm, calls].map(String);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
};

const parts = [
  `Each run in a fresh process: ${warm} calls to warm up, then ${calls} measured with \`process.cpuUsage\` (all threads). ${rounds} rounds, the order rotated each round, one run after another; median and range. A ratio compares within one round. Our rate limit is off (\`requestsPerSecond: false\`), since it would otherwise be all that is measured; the limiter's code still runs. The row "again" is the same client twice: what it strays from 1 is noise.`,
];
for (const concurrency of [1, 20]) {
  const measured = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round * 2) % names.length];
      measured.get(name).push(await run(name, concurrency));
    }
    console.error(`concurrency ${concurrency}, round ${round + 1} of ${rounds}`);
  }
  const base = measured.get(BARE);
  const rows = names
    .map((name) => {
      const cpu = measured.get(name).map(({ cpuUs }) => cpuUs);
      const ratios = cpu.map((us, round) => us / base[round].cpuUs);
      const added = cpu.map((us, round) => us - base[round].cpuUs);
      return {
        ratio: median(ratios),
        row: [
          name,
          spread(cpu),
          spread(ratios, 2),
          spread(added),
          spread(measured.get(name).map(({ wallUs }) => wallUs)),
        ],
      };
    })
    .sort((a, b) => a.ratio - b.ratio)
    .map(({ row }) => row);
  parts.push(
    `## Concurrency ${concurrency}`,
    table(["client", "CPU µs a call", "ratio to bare node:https, same round", "added CPU µs", "wall µs a call"], rows),
  );
}
server.close();
rmSync(folder, { recursive: true });
publish("overhead", "What an SDK adds to a bare HTTPS call", parts);
