// What one acquire costs, and one waiter among 100,000, beside the peers. Core's Limiter is internal, so this bundles its source.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL, URL } from "node:url";
import { promisify } from "node:util";
import { peerLimiters } from "./peer-limiters.mjs";
import { publish, spread, table } from "./report.mjs";

const ROUNDS = 3;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const bundle = join(folder, "limiter.mjs");
await build({
  stdin: {
    contents: 'export { Limiter } from "./rate-limit/limiter.ts"; export { systemClock } from "./internal/clock.ts";',
    resolveDir: path("../../../packages/core/src"),
    loader: "ts",
  },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  outfile: bundle,
});

const names = ["(bare promise)", "@sendo/core", ...Object.keys(peerLimiters)];
const run = async (what, name) => {
  const args = ["--expose-gc", path("acquire-run.mjs"), what, name, pathToFileURL(bundle).href];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
};
const results = new Map(names.map((name) => [name, { single: [], burst: [], waiting: [] }]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, { single, burst, waiting }] of results) {
    single.push(await run("one-at-a-time", name));
    burst.push(await run("at-once", name));
    waiting.push(await run("waiting", name));
  }
}
rmSync(folder, { recursive: true });

const rows = [...results].map(([name, { single, burst, waiting }]) => [
  name,
  spread(single.map(({ cpuNs }) => cpuNs)),
  spread(burst.map(({ cpuNs }) => cpuNs)),
  spread(single.map(({ wallNs }) => wallNs)),
  spread(waiting.map(({ bytes }) => bytes)),
  spread(
    waiting.map(({ cpuUs }) => cpuUs),
    2,
  ),
]);
const head = [
  "limiter",
  "CPU ns an acquire, one at a time",
  "CPU ns an acquire, 1000 at once",
  "wall ns an acquire, one at a time",
  "heap bytes a waiter",
  "CPU µs to queue a waiter",
];
publish("acquire", "What a place in the queue costs", [
  `Acquire: the limit is 10^9 a second, so that nothing waits. Waiters: one place, taken, and 100,000 jobs behind it. Everything includes the caller's own promise and closure, which the bare row shows alone. ${ROUNDS} rounds, each run in a fresh process; median and range. Ours is core's internal \`Limiter\`, bundled from its source; a whole \`messages.send\` is in overhead.md.`,
  table(head, rows),
]);
