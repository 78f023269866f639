// Import time, code size and install size beside other SDKs. Sizes are read from what is installed here.
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { publish, spread, table } from "./report.mjs";

const ROUNDS = 9;
const PACKAGES = ["@sendo/core", "resend", "stripe", "openai"];
const here = fileURLToPath(new URL("..", import.meta.url));
const kB = (bytes) => (bytes / 1000).toFixed(1);

// Import time: a fresh process each, interleaved, after one round that only warms the file cache.
const importMs = async (specifier) => {
  const script = `const t=performance.now();await import(${JSON.stringify(specifier)});process.stdout.write(String(performance.now()-t));process.exit()`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { cwd: here });
  return Number(stdout);
};
const modules = ["node:https", ...PACKAGES];
const times = new Map(modules.map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const name of modules) {
    const ms = await importMs(name);
    if (round > 0) times.get(name).push(ms);
  }
}

const bundled = async (contents) => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    write: false,
  });
  const [{ contents: code }] = outputFiles;
  return { bytes: code.length, gzipped: gzipSync(code, { level: 9 }).length };
};

// A package and all that it depends on, each once, as `npm install` would put it on disk.
function installed(name, from, found = new Map()) {
  const folder = resolvePackage(name, from);
  if (folder === undefined || found.has(folder)) return found;
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const isOurs = name.startsWith("@sendo/");
  // Ours is a link to the source folder: count what `files` would publish.
  const roots = isOurs ? [...manifest.files, "package.json", "README.md"].map((path) => join(folder, path)) : [folder];
  found.set(
    folder,
    roots.flatMap(filesIn).reduce((sum, file) => ({ files: sum.files + 1, bytes: sum.bytes + statSync(file).size }), {
      files: 0,
      bytes: 0,
    }),
  );
  for (const dependency of Object.keys(manifest.dependencies ?? {})) installed(dependency, folder, found);
  return found;
}

function resolvePackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .flatMap((entry) => filesIn(join(path, entry.name)));
}

const sizeRows = [];
for (const name of PACKAGES) {
  const { bytes, gzipped } = await bundled(`export * as sdk from ${JSON.stringify(name)}`);
  sizeRows.push([name, kB(bytes), kB(gzipped)]);
}

const installRows = PACKAGES.map((name) => {
  const folders = [...installed(name, here).values()];
  const sum = (field) => folders.reduce((total, entry) => total + entry[field], 0);
  return [name, folders.length, sum("files"), (sum("bytes") / 1e6).toFixed(2)];
});

publish("weight", "Import time and size", [
  `## Import\n\nTime around \`await import()\` in a fresh process, ${ROUNDS} rounds interleaved after one discarded; median and range.`,
  table(
    ["module", "ms"],
    modules.map((name) => [name, spread(times.get(name), 1)]),
  ),
  "## Code\n\nAll exports of the main entry point, bundled by esbuild for Node, minified; gzip -9.",
  table(["package", "minified kB", "minified and gzipped kB"], sizeRows),
  "## Install\n\nThe package and everything it depends on (no peers, no optional ones): types and source maps included.",
  table(["package", "packages", "files", "MB"], installRows),
]);
