import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// A project as a stranger has it, apart from the links that stand for an install; run by the real runners.
const folder = realpathSync(mkdtempSync(join(tmpdir(), "sendo-runners-")));
const require = createRequire(import.meta.url);
const rootOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));

beforeAll(() => {
  cpSync(fileURLToPath(new URL("./runners", import.meta.url)), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules", "@sendo"), { recursive: true });
  for (const name of ["@sendo/core", "@sendo/sandbox", "vitest", "jest"]) {
    const target = name === "@sendo/sandbox" ? fileURLToPath(new URL("../..", import.meta.url)) : rootOf(name);
    symlinkSync(target, join(folder, "node_modules", name), "dir");
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly exitCode: number | null;
  readonly output: string;
  /** What each test wrote: process, base URL, phone and tenant. */
  readonly record: readonly (readonly string[])[];
}

function run(project: string, bin: string, args: readonly string[]): Promise<Run> {
  const recordFile = join(folder, `${project}.record`);
  rmSync(recordFile, { force: true });
  const { PATH = "" } = process.env;
  const env = { PATH, RECORD: recordFile, CI: "1", NO_COLOR: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: join(folder, project),
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    child.stderr.on("data", (chunk) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (exitCode) => {
      const lines = existsSync(recordFile) ? readFileSync(recordFile, "utf8").trim().split("\n") : [];
      resolve({ exitCode, output, record: lines.map((line) => line.split(" ")) });
    });
  });
}

async function expectOneServerGone(record: Run["record"]): Promise<void> {
  const [url, ...others] = new Set(record.map(([, baseUrl]) => baseUrl));
  expect(others).toEqual([]);
  const code = await new Promise((resolve) => {
    net
      .connect(Number(new URL(url!).port), "127.0.0.1")
      .on("connect", () => resolve("connected"))
      .on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  expect(code).toBe("ECONNREFUSED");
}

const VITEST = join(rootOf("vitest"), "vitest.mjs");

describe("vitest", () => {
  test.each([
    ["forks", 200, []],
    ["threads", 50, ["a.spec.mjs"]],
  ])(
    "on %s, %i tests at once on one server, each with a tenant of its own and the same phone number",
    async (pool, count, files) => {
      const { exitCode, output, record } = await run("vitest", VITEST, [
        "run",
        ...files,
        `--pool=${pool}`,
        "--maxWorkers=2",
        "--maxConcurrency=50",
      ]);
      expect(output).toMatch(new RegExp(`Tests +${count} passed`));
      expect(exitCode).toBe(0);
      expect(record).toHaveLength(count);
      expect(new Set(record.map(([, , phone]) => phone))).toEqual(new Set(["+12015550100"]));
      expect(new Set(record.map(([, , , tenant]) => tenant)).size).toBe(count);
      await expectOneServerGone(record);
    },
    240_000,
  );

  test("a test whose requests show a mistake fails and is told which, unless it means it", async () => {
    const project = join(folder, "vitest");
    renameSync(join(project, "mistakes.mjs"), join(project, "mistakes.spec.mjs"));
    const { exitCode, output } = await run("vitest", VITEST, ["run", "mistakes.spec.mjs"]);
    expect(output).toMatch(/1x unknown_field: GET \/v1\/brand\/list does not have the field "colour"/);
    expect(output).toMatch(/Tests +1 failed \| 1 passed/);
    expect(exitCode).toBe(1);
  }, 120_000);
});

test("without the set-up, a test is told of it", async () => {
  const { exitCode, output } = await run("vitest", VITEST, [
    "run",
    "a.spec.mjs",
    "--config=none.config.mjs",
    "-t",
    "0",
  ]);
  expect(output).toContain('Set `globalSetup: "@sendo/sandbox/global-setup"` in your Vitest config');
  expect(exitCode).toBe(1);
}, 120_000);

test("jest: the workers share one server, and each test has a tenant of its own", async () => {
  const { exitCode, output, record } = await run("jest", join(rootOf("jest"), "bin", "jest.js"), []);
  expect(output).toMatch(/Tests: +6 passed, 6 total/);
  expect(output).not.toMatch(/did not exit|open handle/);
  expect(exitCode).toBe(0);
  expect(new Set(record.map(([, , , tenant]) => tenant)).size).toBe(6);
  expect(new Set(record.map(([pid]) => pid)).size).toBe(2);
  await expectOneServerGone(record);
}, 240_000);
