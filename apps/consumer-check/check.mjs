// Packs what would be published, installs it as a stranger would, and runs and compiles programs against it there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { startRedis } from "@sendo-internal/test-kit/redis";
import { runQuickStarts } from "./quick-starts.mjs";

const PACKAGES = ["core", "express", "fastify", "nestjs", "redis", "bullmq", "verify", "cli", "sandbox"];
/** The last of each minor that a consumer may be on; each is an npm alias in the consumer's project. */
const COMPILERS = ["5.4.5", "5.5.4", "5.6.3", "5.7.3", "5.8.3", "5.9.3", "6.0.3", "7.0.2"];
/** Those that a consumer starts with today; the older versions of Nest are compiled by these only. */
const CURRENT = new Set(["5.9.3", "6.0.3", "7.0.2"]);
const MODES = [
  { name: "node16-esm", type: "module", module: "node16", moduleResolution: "node16" },
  { name: "node16-cjs", type: "commonjs", module: "node16", moduleResolution: "node16" },
  { name: "nodenext-esm", type: "module", module: "nodenext", moduleResolution: "nodenext" },
  { name: "nodenext-cjs", type: "commonjs", module: "nodenext", moduleResolution: "nodenext" },
  { name: "bundler", type: "module", module: "esnext", moduleResolution: "bundler" },
  // Resolves like node10 before TypeScript 6, and like bundler from then on.
  { name: "commonjs", type: "commonjs", module: "commonjs" },
];
/** A consumer for each version of Nest. 12 is ESM only, which CommonJS may `require` in types since TypeScript 5.8. */
const CONSUMERS = [
  { name: "Nest 11", nest: { common: "11.2.10", core: "11.2.10", "platform-express": "11.2.10" }, types: () => true },
  {
    name: "Nest 12",
    nest: { common: "12.5.1", core: "12.5.1", "platform-express": "12.5.1" },
    types: (compiler, mode) =>
      (CURRENT.has(compiler) && mode !== "node16-cjs") || `${compiler} ${mode}` === "5.8.3 nodenext-cjs",
  },
  {
    name: "Nest 10",
    nest: { common: "10.4.22", core: "10.4.22", "platform-express": "10.4.22" },
    types: (compiler, mode) => CURRENT.has(compiler) && mode.startsWith("nodenext"),
  },
];
/** Besides the one that runs this. Each is an npm package whose only content is that Node. */
const OTHER_NODES = ["22", "24", "26"].filter((major) => !process.version.startsWith(`v${major}.`));
const STEP_MS = 180_000;

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = join(here, "../..");
const smokeOnly = process.argv.includes("--smoke-only");
const quickStartsOnly = process.argv.includes("--quick-starts-only");
const failures = [];

/** pnpm by the version of the workspace, not by what happens to be on the PATH; npm's pack would keep `workspace:`. */
const PNPM = ["npx", "--yes", "pnpm@10.34.9"];
const YARN = ["npx", "--yes", "--package=@yarnpkg/cli-dist@4.18.1", "yarn"];
/**
 * Without what an outer npx or pnpm leaves behind: an inner npx would take `package` and `call` for its own options, and a
 * consumer's install would be held to this workspace's settings (its `engineStrict`, its overrides).
 */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm|pnpm)_config_(?!registry|userconfig|globalconfig|cache|cafile|.*proxy)/i.test(name),
  ),
);
// Yarn does not read npm's settings.
ENVIRONMENT.YARN_NPM_REGISTRY_SERVER ??= spawnSync("npm", ["config", "get", "registry"], {
  encoding: "utf8",
}).stdout.trim();

function run(step, [command, ...args], cwd) {
  const started = performance.now();
  const done = spawnSync(command, args, { cwd, encoding: "utf8", env: ENVIRONMENT, timeout: STEP_MS });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${done.status === 0 ? "ok  " : "FAIL"} ${step} (${seconds} s)`);
  if (done.status !== 0)
    failures.push(`${step}\n${done.error ?? ""}${done.stdout.slice(0, 3000)}${done.stderr.slice(0, 3000)}`);
  return done.status === 0;
}

function verify(step, verdict) {
  try {
    verdict();
    console.log(`ok   ${step}`);
  } catch (error) {
    console.log(`FAIL ${step}`);
    failures.push(`${step}: ${error.message}`);
  }
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(folder, path)).isFile());
}

/** What a tarball may hold: the manifest, the two texts, and built files whose maps lead nowhere on our machines. */
function inspect(name, folder) {
  const files = filesUnder(folder);
  const bytes = files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  verify(`${name} holds what it should: ${files.length} files, ${Math.round(bytes / 1024)} KiB unpacked`, () => {
    for (const needed of ["LICENSE", "README.md", "package.json"])
      assert.ok(files.includes(needed), `${needed} is missing`);
    const odd = files.filter(
      (path) =>
        !/^(LICENSE|README\.md|package\.json|bin\/[\w-]+\.js|dist\/THIRD-PARTY-NOTICES\.md|dist\/openapi\.json|dist\/(testing\/)?[\w.-]+?(\.d)?\.c?[jt]s|dist\/page\/[\w./-]+\.(html|js|css|svg|png))$/.test(
          path,
        ),
    );
    assert.deepEqual(odd, [], "files that nobody intended");
    assert.doesNotMatch(readFileSync(join(folder, "package.json"), "utf8"), /workspace:/, "workspace: in the manifest");
    for (const map of files.filter((path) => path.endsWith(".map"))) {
      const { sources } = JSON.parse(readFileSync(join(folder, map), "utf8"));
      const absolute = sources.filter((path) => /^(\/|[A-Za-z]:|file:)|node_modules/.test(path));
      assert.deepEqual(absolute, [], `${map} names files of the machine that built it`);
    }
  });
}

function checkConsumer({ name, nest, types }, project, packages) {
  mkdirSync(project);
  const manifest = {
    private: true,
    type: "module",
    dependencies: {
      ...packages,
      ...Object.fromEntries(Object.entries(nest).map(([part, version]) => [`@nestjs/${part}`, version])),
      "@types/express": "5.0.6",
      "@types/node": "^20.19.0",
      bullmq: "6.7.0",
      express: "5.3.0",
      fastify: "5.12.8", // with whatever it brings: no override of the workspace's holds here
      "reflect-metadata": "0.2.2",
      rxjs: "7.8.2",
      ...Object.fromEntries(COMPILERS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`])),
    },
    pnpm: { overrides: packages },
  };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest, null, 2));
  if (!run(`${name}: install`, [...PNPM, "install", "--prefer-offline", "--ignore-workspace"], project)) return;
  writePrograms(project);
  run(`${name}: smoke by import, Node ${process.version}`, [process.execPath, "run.mjs"], project);
  run(`${name}: smoke by require, Node ${process.version}`, [process.execPath, "run.cjs"], project);
  const sendo = join(project, "node_modules/@sendo/cli/bin/sendo.js");
  run(`${name}: sendo --help, Node ${process.version}`, [process.execPath, sendo, "--help"], project);
  for (const major of OTHER_NODES) {
    for (const file of ["run.mjs", "run.cjs"])
      run(`${name}: smoke, ${file}, Node ${major}`, ["npx", "--yes", "-p", `node@${major}`, "node", file], project);
  }

  for (const { name: mode, type, ...modules } of smokeOnly ? [] : MODES) {
    const folder = join(project, mode);
    mkdirSync(folder);
    cpSync(join(here, "program.ts.txt"), join(folder, "program.ts"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
    const compilerOptions = {
      ...modules,
      target: "es2022",
      lib: ["es2022"],
      types: ["node"],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    for (const version of COMPILERS.filter((compiler) => types(compiler, mode))) {
      const compiler = join(project, "node_modules", `typescript-${version}`, "bin/tsc");
      run(`${name}: TypeScript ${version}, ${mode}`, [process.execPath, compiler, "-p", "."], folder);
    }
  }
}

/**
 * How each package manager is given tarballs instead of published versions, and how it runs a program. pnpm installs the
 * consumers above; Yarn runs with Plug'n'Play, which gives a package only what its own manifest names.
 */
const MANAGERS = [
  {
    name: "npm",
    manifest: (packages) => ({
      overrides: Object.fromEntries(Object.keys(packages).map((name) => [name, `$${name}`])),
    }),
    install: ["npm", "install"],
    node: [process.execPath],
  },
  {
    name: "Yarn Plug'n'Play",
    manifest: (packages) => ({ resolutions: packages }),
    files: {
      ".yarnrc.yml":
        "nodeLinker: pnp\nenableTelemetry: false\nenableGlobalCache: false\nenableImmutableInstalls: false\n",
      "yarn.lock": "",
    },
    install: [...YARN, "install"],
    node: [...YARN, "node"],
  },
];

function checkManager({ name, manifest, files = {}, install, node }, project, packages) {
  mkdirSync(project);
  const { nest } = CONSUMERS[0];
  const dependencies = {
    ...packages,
    ...Object.fromEntries(Object.entries(nest).map(([part, version]) => [`@nestjs/${part}`, version])),
    bullmq: "6.7.0",
    express: "5.3.0",
    fastify: "5.12.8",
    "reflect-metadata": "0.2.2",
    rxjs: "7.8.2",
  };
  const json = { private: true, type: "module", dependencies, ...manifest(packages) };
  writeFileSync(join(project, "package.json"), JSON.stringify(json, null, 2));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(project, file), content);
  if (!run(`${name}: install`, install, project)) return;
  writePrograms(project);
  run(`${name}: smoke by import`, [...node, "run.mjs"], project);
  run(`${name}: smoke by require`, [...node, "run.cjs"], project);
}

async function checkQuickStarts(folder, packages) {
  const redis = await startRedis();
  const report = (step, failure) => {
    console.log(`${failure === undefined ? "ok  " : "FAIL"} ${step}`);
    if (failure !== undefined) failures.push(`${step}\n${failure}`);
  };
  try {
    await runQuickStarts(folder, packages, { repository, env: ENVIRONMENT, redisUrl: redis.url, report });
  } finally {
    await redis.close();
  }
}

function writePrograms(project) {
  cpSync(join(here, "smoke.mjs"), join(project, "smoke.mjs"));
  writeFileSync(
    join(project, "run.mjs"),
    'import { smoke } from "./smoke.mjs";\nawait smoke((name) => import(name));\n',
  );
  writeFileSync(join(project, "run.cjs"), 'import("./smoke.mjs").then(({ smoke }) => smoke(require));\n');
}

const work = mkdtempSync(join(tmpdir(), "sendo-consumer-"));
try {
  const tarballs = join(work, "tarballs");
  mkdirSync(tarballs);
  const overrides = {};
  for (const name of PACKAGES) {
    run(`pack @sendo/${name}`, [...PNPM, "pack", "--pack-destination", tarballs], join(repository, "packages", name));
    const { version } = JSON.parse(readFileSync(join(repository, "packages", name, "package.json"), "utf8"));
    const tarball = join(tarballs, `sendo-${name}-${version}.tgz`);
    overrides[`@sendo/${name}`] = `file:${tarball}`;
    // Looked at as packed: an installed copy holds links of pnpm's as well.
    const unpacked = join(work, name);
    mkdirSync(unpacked);
    if (run(`unpack @sendo/${name}`, ["tar", "-xzf", tarball, "-C", unpacked], work))
      inspect(`@sendo/${name}`, join(unpacked, "package"));
  }

  if (!smokeOnly) await checkQuickStarts(join(work, "quick-starts"), overrides);
  for (const manager of quickStartsOnly ? [] : MANAGERS)
    checkManager(manager, join(work, manager.name.replace(/\W/g, "-")), overrides);
  for (const consumer of quickStartsOnly ? [] : CONSUMERS)
    checkConsumer(consumer, join(work, consumer.name.replace(" ", "-")), overrides);
} finally {
  rmSync(work, { recursive: true, force: true });
}

if (failures.length > 0) {
  console.error(`\n${failures.length} failed:\n\n${failures.join("\n\n")}`);
  process.exitCode = 1;
}
