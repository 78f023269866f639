// Runs the quick start of each README as written, in an empty folder. Only the packages in its install lines are replaced by tarballs.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** READMEs whose quick start is an app with a test, up to its Dockerfile. */
const APPS = ["express", "fastify", "nestjs"];
/** READMEs whose first code block is a whole program. */
const PROGRAMS = ["core", "redis", "bullmq", "verify", "sandbox"];

/**
 * @param root folder in which each quick start gets a folder of its own
 * @param packages name of each public package with the `file:` address of its tarball
 * @param context `repository`, `env`, `redisUrl`, and `report(step, failure)`
 */
export async function runQuickStarts(root, packages, { repository, env, redisUrl, report }) {
  mkdirSync(root);
  const quickStart = (name) => new QuickStart(name, join(root, name), packages, { repository, env, report });
  for (const name of APPS) {
    const start = quickStart(name);
    if (name === "nestjs") start.run("npx --yes @nestjs/cli@11.0.21 new . --skip-git --package-manager npm");
    for (const block of start.blocksUntil("dockerfile")) {
      if (block.language === "sh") block.lines.forEach((line) => start.run(line));
      else start.write(block);
    }
  }
  for (const name of PROGRAMS) {
    const start = quickStart(name);
    const [install, program] = start.blocksUntil("end").filter(({ language }) => /^(sh|ts)$/.test(language));
    if (name === "sandbox") start.run("npm install --save-dev @sendo/sandbox");
    else install.lines.forEach((line) => start.run(line));
    start.run("npm install --save-dev @sendo/sandbox tsx");
    start.write({ ...program, code: `// app.mts\n${program.code}` });
    start.run("npx @sendo/sandbox exec -- npx tsx app.mts", { REDIS_URL: redisUrl, VERIFY_SECRET: "5f".repeat(32) });
  }
  await quickStart("cli").runCommandLine();
}

class QuickStart {
  constructor(name, folder, packages, { repository, env, report }) {
    Object.assign(this, { name, folder, packages, repository, env, report });
    this.hasFailed = false;
    mkdirSync(folder, { recursive: true });
    // `nest new` makes its own.
    if (name !== "nestjs")
      writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  }

  /** The code blocks of the README before the first one in that language. */
  blocksUntil(language) {
    const readme = readFileSync(join(this.repository, "packages", this.name, "README.md"), "utf8");
    const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind, code]) => ({
      language: kind,
      code,
      lines: code
        .split("\n")
        .map((line) => line.replace(/\s+#.*$/, ""))
        .filter(Boolean),
    }));
    const end = blocks.findIndex((block) => block.language === language);
    return end < 0 ? blocks : blocks.slice(0, end);
  }

  /** Writes a code block into the file that its first line names. */
  write({ code }) {
    const [, file] = /^\/\/ ([\w./-]+)\n/.exec(code) ?? [];
    if (file === undefined) return this.fail("write", "A code block of the quick start does not name its file.");
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), code);
  }

  run(line, variables = {}) {
    if (this.hasFailed) return;
    const command = line.startsWith("npm install") ? this.withTarballs(line) : line;
    const done = spawnSync(command, {
      ...{ cwd: this.folder, shell: true, encoding: "utf8", timeout: 300_000 },
      env: { ...this.env, ...variables },
    });
    if (done.status === 0) this.report(`quick start of @sendo/${this.name}: ${line}`);
    else this.fail(line, `${done.error ?? ""}${done.stdout.slice(-3000)}${done.stderr.slice(-3000)}`);
  }

  fail(step, failure) {
    this.hasFailed = true;
    this.report(`quick start of @sendo/${this.name}: ${step}`, failure);
  }

  /** The line with tarballs instead of our packages, and with the packages of ours that these depend on. */
  withTarballs(line) {
    const named = line.match(/@sendo\/\w+/g) ?? [];
    const needed = new Set();
    const add = (name) => {
      if (needed.has(name)) return;
      needed.add(name);
      const { dependencies = {} } = JSON.parse(
        readFileSync(join(this.repository, "packages", name.slice("@sendo/".length), "package.json"), "utf8"),
      );
      for (const dependency of Object.keys(dependencies)) if (dependency in this.packages) add(dependency);
    };
    named.forEach(add);
    const tarballs = [...needed].map((name) => this.packages[name].replace(/^file:/, ""));
    return `${line.replace(/ @sendo\/\w+/g, "")} ${tarballs.join(" ")}`;
  }

  /** The command line asks before it sends, so it gets a terminal and the answer `y`. */
  async runCommandLine() {
    this.run("npm install --save-dev @sendo/cli");
    this.run("npm install --save-dev @sendo/sandbox");
    this.run("npx @sendo/cli --help");
    const [, commands] = this.blocksUntil("end").filter(({ language }) => language === "sh");
    const [sandboxLine, sendLine] = commands.lines;
    const sandbox = spawn(sandboxLine, {
      cwd: this.folder,
      shell: true,
      env: this.env,
      detached: true,
      stdio: "ignore",
    });
    for (let tries = 0; tries < 600 && !existsSync(join(this.folder, ".env")); tries += 1) await sleep(100);
    this.run(`{ echo y; sleep 20; } | script -qefc '${sendLine}' /dev/null`);
    process.kill(-sandbox.pid, "SIGTERM");
  }
}
