// CPU of one small JSON POST over HTTPS: our client and other SDKs over bare node:https. overhead.mjs [ROUNDS]
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BARE, clients } from "./overhead-clients.mjs";
import { median, publish, spread, table } from "./report.mjs";
import { startServer } from "./start-server.mjs";

const rounds = Number(process.argv[2] ?? 3);
// V8 compiles for the first ten thousand calls or so; both sides of that are somebody's daily life.
const AGES = [
  { age: "a process that has run for a while", warm: 10_000, calls: 5_000 },
  { age: "a process that has just started", warm: 500, calls: 2_000 },
];
const names = Object.keys(clients);
const server = await startServer("overhead-server.mjs");
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const caFile = join(folder, "ca.pem");
writeFileSync(caFile, server.ca);
const runFile = fileURLToPath(new URL("./overhead-run.mjs", import.meta.url));
const run = async (name, concurrency, { warm, calls }) => {
  const args = [runFile, `https://127.0.0.1:${server.port}`, name, concurrency, warm, calls].map(String);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
};

const parts = [
  `Each run in a fresh process, measured with \`process.cpuUsage\` (all threads, V8's compilers among them): ${AGES.map(({ age, warm, calls }) => `${age}: ${calls} calls after ${warm}`).join("; ")}. ${rounds} rounds, the order rotated each round, one run after another; median and range. A ratio compares within one round. Our rate limit is off (\`requestsPerSecond: false\`), since it would otherwise be all that is measured; the limiter's code still runs. The row "again" is the same client twice: what it strays from 1 is noise.`,
];
for (const [age, concurrency] of AGES.flatMap((age) => [1, 20].map((concurrency) => [age, concurrency]))) {
  const measured = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round * 2) % names.length];
      measured.get(name).push(await run(name, concurrency, age));
    }
    console.error(`${age.age}, concurrency ${concurrency}, round ${round + 1} of ${rounds}`);
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
    `## ${age.age[0].toUpperCase()}${age.age.slice(1)}, concurrency ${concurrency}`,
    table(["client", "CPU µs a call", "ratio to bare node:https, same round", "added CPU µs", "wall µs a call"], rows),
  );
}
server.close();
rmSync(folder, { recursive: true });
publish("overhead", "What an SDK adds to a bare HTTPS call", parts);
