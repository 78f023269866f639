// `pnpm demo`: builds what the chosen demo runs, and starts it.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const args = process.argv.slice(2);
const app = ["fastify", "nestjs", "outbox"].find((name) => args.includes(name)) ?? "express";
const needsRedis = app === "outbox" || args.some((arg) => arg.startsWith("--workers"));

const filters = ["@sendo-apps/demo", `@sendo-apps/demo-${app}...`, "@sendo/sandbox..."];
// It starts a Redis where there is none; the packages only test with it.
filters.push(needsRedis ? "@sendo-internal/test-kit..." : "!@sendo-internal/test-kit");

process.stdout.write(`Building what the ${app} demo runs. The first time this takes a while...\n`);
// `--only` leaves out what is there for tests, and with it the order: what the sandbox's build reads is built before the rest.
build(["@sendo/core", "@sendo-internal/local-authority"]);
build(filters);

const demo = fileURLToPath(new URL("dist/demo.js", import.meta.url));
const child = spawn(process.execPath, [demo, ...args], { stdio: "inherit" });
process.on("SIGINT", () => {}); // a terminal sends Ctrl+C to the demo too, which then shuts down in order
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
