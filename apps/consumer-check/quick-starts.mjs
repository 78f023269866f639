// Follows the quick start of each README, and whole guides, in an empty folder. Only our packages in the install lines are replaced by tarballs.
import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** READMEs whose quick start is an app with a test, up to its Dockerfile. */
const APPS = ["express", "fastify", "nestjs"];
/** READMEs whose first code block is a whole program. */
const PROGRAMS = ["core", "redis", "bullmq", "verify", "sandbox"];
/** Guides that can be followed from the first block to the last, without another service than Redis. */
const GUIDES = [
  ...["first-message", "receiving", "testing", "bulk", "guards", "login-codes", "on-time"],
  ...["prometheus", "opentelemetry", "lambda"],
];
/** A command that takes longer keeps running, and its line must say so. */
const STEP_MS = 180_000;
/** How long a command that needs a running server is tried again. */
const START_MS = 60_000;

/**
 * @param root folder in which each document gets a folder of its own
 * @param packages name of each public package with the `file:` address of its tarball
 * @param context `repository`, `env`, `redisUrl`, and `report(step, failure)`
 */
export async function runQuickStarts(root, packages, { repository, env, redisUrl, report }) {
  mkdirSync(root);
  const npm = { npm_config_audit: "false", npm_config_prefer_offline: "true" };
  const context = { packages, repository, report, env: { ...env, ...npm, REDIS_URL: redisUrl } };
  const follow = async (document, steps) => {
    const start = new QuickStart(document, join(root, document.replace(/\W/g, "-")), context);
    try {
      await steps(start);
    } finally {
      await start.end();
    }
  };
  for (const name of APPS) {
    await follow(`packages/${name}/README.md`, async (start) => {
      if (name === "nestjs") await start.run("npx --yes @nestjs/cli@11.0.21 new . --skip-git --package-manager npm");
      await start.follow(start.blocksUntil("dockerfile"));
    });
  }
  for (const name of PROGRAMS) {
    await follow(`packages/${name}/README.md`, async (start) => {
      const [install, program] = start.blocksUntil("end").filter(({ language }) => /^(sh|ts)$/.test(language));
      if (name === "sandbox") await start.run("npm install --save-dev @sendo/sandbox");
      else await start.follow([install]);
      await start.run("npm install --save-dev @sendo/sandbox tsx");
      start.write("app.mts", program.code);
      await start.run(`export VERIFY_SECRET=${"5f".repeat(32)}`);
      await start.run("npx @sendo/sandbox exec -- npx tsx app.mts");
    });
  }
  // The command line asks before it sends, so it gets a terminal and the answer `y`.
  await follow("packages/cli/README.md", async (start) => {
    await start.run("npm install --save-dev @sendo/cli");
    await start.run("npm install --save-dev @sendo/sandbox");
    await start.run("npx @sendo/cli --help");
    const [, commands] = start.blocksUntil("end").filter(({ language }) => language === "sh");
    const [sandboxLine, sendLine] = commands.lines;
    await start.run(sandboxLine);
    await start.run("test -f .env");
    await start.run(`{ echo y; sleep 20; } | script -qefc '${withoutComment(sendLine)}' /dev/null`);
  });
  for (const name of GUIDES) await follow(`docs/${name}.md`, async (start) => start.follow(start.blocksUntil("end")));
}

/** A Markdown file that is followed in a folder of its own. The first failed step ends it. */
class QuickStart {
  constructor(document, folder, context) {
    Object.assign(this, { document, folder, ...context });
    this.hasFailed = false;
    this.servers = [];
    this.serverLog = `${folder}.log`;
    this.exports = "";
    this.text = readFileSync(join(this.repository, document), "utf8");
    mkdirSync(folder, { recursive: true });
  }

  /** The code blocks before the first one in that language. */
  blocksUntil(language) {
    const blocks = [...this.text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind, code]) => ({
      language: kind,
      code,
      lines: code.split("\n").filter(Boolean),
    }));
    const end = blocks.findIndex((block) => block.language === language);
    return end < 0 ? blocks : blocks.slice(0, end);
  }

  /**
   * Runs each line of the commands and writes each block of code into the file that its first line names. A block without a
   * name is an example, and runs as the document says: "save it as `example.mts`".
   */
  async follow(blocks) {
    const [, runExample] = /`([^`\n]+ example\.mts)`/.exec(this.text) ?? [];
    for (const { language, code, lines } of blocks) {
      if (language === "sh") for (const line of lines) await this.run(line);
      if (!/^[jt]s$/.test(language)) continue;
      const [, file] = /^\/\/ ([\w./-]+)\n/.exec(code) ?? [];
      if (file !== undefined) this.write(file, code);
      else if (runExample === undefined) this.fail("write", `This block does not name its file:\n${code}`);
      else {
        this.write("example.mts", code);
        await this.run(runExample);
      }
    }
  }

  write(file, code) {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), code);
  }

  /** A line whose comment says that it keeps running is a server. The next line is tried until the server is ready. */
  async run(line) {
    if (this.hasFailed) return;
    const command = withoutComment(line);
    if (command.startsWith("export ")) return void (this.exports += `${command}\n`);
    const script = `${this.exports}${command.startsWith("npm install") ? this.withTarballs(command) : command}`;
    const options = { cwd: this.folder, shell: true, env: this.env };
    if (/#.*\bkeeps running\b/.test(line)) {
      const output = openSync(this.serverLog, "a");
      this.servers.push(spawn(script, { ...options, detached: true, stdio: ["ignore", output, output] }));
      closeSync(output);
      this.startedAt = performance.now();
      return;
    }
    let done;
    do {
      if (done !== undefined) await sleep(500);
      done = spawnSync(script, { ...options, encoding: "utf8", timeout: STEP_MS });
    } while (
      done.status !== 0 &&
      performance.now() < this.startedAt + START_MS &&
      this.servers.every(({ exitCode }) => exitCode === null)
    );
    this.startedAt = undefined;
    if (done.status === 0) this.report(`${this.document}: ${command}`);
    else this.fail(command, `${done.error ?? ""}${done.stdout.slice(-3000)}${done.stderr.slice(-3000)}`);
  }

  fail(step, failure) {
    this.hasFailed = true;
    const servers =
      this.servers.length > 0 ? `\nThe server printed:\n${readFileSync(this.serverLog, "utf8").slice(-3000)}` : "";
    this.report(`${this.document}: ${step}`, `${failure}${servers}`);
  }

  /** Ends the servers with everything that they started, so that their ports are free for the next document. */
  async end() {
    for (const { pid } of this.servers) {
      for (let signal = "SIGTERM"; signalGroup(pid, signal); signal = 0) await sleep(100);
    }
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
}

function withoutComment(line) {
  return line.replace(/\s+#.*$/, "");
}

/** Whether the process group still has a process. */
function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
