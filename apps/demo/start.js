// `pnpm demo` builds the packages of the chosen demo and starts it.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const app = ["fastify", "nestjs", "outbox"].find((name) => args.includes(name)) ?? "express";
const needsRedis = app === "outbox" || args.some((arg) => arg.startsWith("--workers"));

const filters = ["@sendo-apps/demo", `@sendo-apps/demo-${app}...`, "@sendo/sandbox..."];
// The demo may start a Redis with the test kit. Other packages use the kit only for tests.
filters.push(needsRedis ? "@sendo-internal/test-kit..." : "!@sendo-internal/test-kit");

process.stdout.write(`Building the ${app} demo. The first build takes a while...\n`);
// `--only` omits dependencies that only tests need, but also the build order. The sandbox's build reads the output of
// these two packages.
build(["@sendo/core", "@sendo-internal/local-authority"]);
build(filters);

const demo = fileURLToPath(new URL("dist/demo.js", import.meta.url));
const child = spawn(process.execPath, [demo, ...args], { stdio: "inherit" });
process.on("SIGINT", () => {}); // a terminal also sends Ctrl+C to the demo, which then shuts down
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code) => (process.exitCode = code ?? 1));

function build(filters) {
  const { status } = spawnSync(
    "turbo",
    ["run", "build", "--only", "--output-logs=errors-only", ...filters.map((filter) => `--filter=${filter}`)],
    { stdio: "inherit", env: { ...process.env, BUILD_WITHOUT_TYPES: "1" }, shell: process.platform === "win32" },
  );
  if (status !== 0) process.exit(status ?? 1);
}
