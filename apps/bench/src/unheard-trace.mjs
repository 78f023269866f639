// CPU of a call that nobody traces: the client as it is over the same client without its tracing channel. unheard-trace.mjs [PAIRS]
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publish, spread, table } from "./report.mjs";

const pairs = Number(process.argv[2] ?? 25);
const [warm, calls] = [20_000, 50_000];
const dist = fileURLToPath(new URL("../../../packages/core/dist", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sendo-bench-"));
const withoutTrace = join(folder, "without");
const asItIs = join(folder, "as-it-is");
for (const copy of [withoutTrace, asItIs]) cpSync(dist, copy, { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

const HEAD = /function traceCall\(\w+, \w+, (\w+)\) \{\n/;
const patched = readdirSync(withoutTrace).filter((file) => {
  const path = join(withoutTrace, file);
  if (!file.endsWith(".js")) return false;
  const code = readFileSync(path, "utf8");
  if (!HEAD.test(code)) return false;
  writeFileSync(
    path,
    code.replace(HEAD, (head, run) => `${head}  return ${run}(undefined);\n`),
  );
  return true;
});
if (patched.length !== 1) throw new Error("The built client has no `traceCall`, or several.");

const runFile = fileURLToPath(new URL("./unheard-trace-run.mjs", import.meta.url));
const run = async (copy) => {
  const args = [runFile, join(copy, "index.js"), String(warm), String(calls)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
};

const measured = { asItIs: [], without: [], again: [] };
for (let pair = 0; pair < pairs; pair += 1) {
  // Each goes first in turn.
  const order = [
    ["asItIs", asItIs],
    ["without", withoutTrace],
    ["again", withoutTrace],
  ];
  for (let index = 0; index < order.length; index += 1) {
    const [name, copy] = order[(index + pair) % order.length];
    measured[name].push(await run(copy));
  }
}
rmSync(folder, { recursive: true });

const ratio = (name) => measured[name].map((us, pair) => us / measured.without[pair]);
const added = (name) => measured[name].map((us, pair) => us - measured.without[pair]);
const row = (label, name) => [
  label,
  spread(measured[name], 1),
  ...(name === "without" ? ["1", "0"] : [spread(ratio(name), 3), spread(added(name), 2)]),
];
publish("unheard-trace", "What the tracing channel costs a call that nobody traces", [
  `Each run is a process of its own: ${warm} calls of \`messages.send\` to warm up, then ${calls} calls, one after another, whose CPU time is measured (\`process.cpuUsage\`, all threads). The transport is in memory and accepts everything, so that the call itself is all there is. Over HTTPS a call takes 198 µs ([overhead](overhead.md)), of which 2 % are 4 µs. ${pairs} rounds of three runs, the order rotated each round. A ratio compares within one round; median, and range.`,
  table(
    ["client", "CPU per call, µs", "over the client without the channel", "added, µs"],
    [
      row("as it is, without a listener", "asItIs"),
      row("without the tracing channel", "without"),
      row("without the tracing channel, once more (the noise of the machine)", "again"),
    ],
  ),
]);
