import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ask, askOnTerminal, BIN } from "./support/run-cli.js";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sendo cli "));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const lines = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");

describe("the API key comes from", () => {
  test("the environment", async () => {
    expect(await ask(["campaigns"], { env: sandbox.env })).toMatchObject({ code: 0, stderr: "" });
  });

  test(".env in the folder, which cannot lead another key to its address unless it is named", async () => {
    const cwd = folderWith({ ".env": lines(sandbox.env) });
    expect(await ask(["campaigns"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    const env = { SENDO_API_KEY: "sandbox_wrong" };
    const mixed = await ask(["campaigns"], { cwd, env });
    expect(mixed.code).toBe(2);
    expect(JSON.parse(mixed.stderr)).toMatchObject({ error: { code: "cli_mixed_setup" } });
    const wrong = await ask(["campaigns", "--env-file", ".env"], { cwd, env });
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: "api_key_invalid", httpStatus: 403 } });
  });

  test("--env-file, from which only SENDO_ variables are taken", async () => {
    const cwd = folderWith({ "my settings.env": `${lines(sandbox.env)}NODE_EXTRA_CA_CERTS=/nowhere\n` });
    const found = await ask(["campaigns", "--env-file", join(cwd, "my settings.env")]);
    expect(found).toMatchObject({ code: 0, stderr: "" });
  });

  test.each(["utf16le", "utf8"] as const)("a .env file with a byte order mark in %s", async (encoding) => {
    const cwd = folderWith({});
    writeFileSync(join(cwd, ".env"), `\ufeff${lines(sandbox.env)}`, encoding);
    expect(await ask(["campaigns"], { cwd })).toMatchObject({ code: 0, stderr: "" });
  });

  test("--key-command, whose output is not shown", async () => {
    const cwd = folderWith({ key: `${sandbox.apiKey}\nanother line\n` });
    const { SENDO_API_KEY: _, ...env } = sandbox.env;
    const command = `${process.platform === "win32" ? "type" : "cat"} key`;
    expect(await ask(["campaigns", "--key-command", command], { cwd, env })).toMatchObject({ code: 0, stderr: "" });
    expect(await ask(["campaigns"], { cwd, env: { ...env, SENDO_KEY_COMMAND: command } })).toMatchObject({ code: 0 });
    const failed = await ask(["campaigns", "--key-command", "cat key && exit 3"], { cwd, env });
    expect(failed).toMatchObject({ code: 2, stdout: "" });
    expect(failed.stderr).toContain("exited with 3");
    expect(failed.stderr).not.toContain(sandbox.apiKey);
  });

  test("no command in .env: a file in a folder cannot run one", async () => {
    const { SENDO_API_KEY: _, ...env } = sandbox.env;
    const cwd = folderWith({ ".env": `${lines(env)}SENDO_KEY_COMMAND=touch ran\n` });
    const { code, stderr } = await ask(["campaigns"], { cwd });
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: "config_api_key_missing" } });
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  test("nowhere: the error says what to set", async () => {
    const none = await askOnTerminal(["campaigns"], { cwd: folderWith({}) });
    expect(none.code).toBe(2);
    expect(none.stdout).toMatch(/^sendo: The Sendo API key is missing\. Set SENDO_API_KEY/);
  });
});

test("the value of an option can look like a key", async () => {
  const args = ["send", "--to", "+12065550142", "--body", "sandbox_is a word", "--dry-run"];
  expect(await ask(args, { env: sandbox.env })).toMatchObject({ code: 0, stderr: "" });
});

test.each([
  ["send", "--api-key", "k3Yw9TbQx27L"],
  ["send", "--api-key=k3Yw9TbQx27L", "--to", "+12065550142"],
  ["campaigns", "--key", "k3Yw9TbQx27L"],
  ["campaigns", "--token=k3Yw9TbQx27L"],
  ["campaigns", "sandbox_k3Yw9TbQx27L"],
])("a key as an argument is rejected with the reason, and is not repeated: %s %s", async (...args) => {
  const piped = await ask(args, { env: sandbox.env });
  const shown = await askOnTerminal(args, { env: sandbox.env });
  for (const { code, stdout, stderr } of [piped, shown]) {
    expect(code).toBe(2);
    expect(stdout + stderr).toContain("All processes on this computer can read command-line arguments");
    expect(stdout + stderr).not.toContain("k3Yw9TbQx27L");
  }
});

test.each([
  [["campaigns", "k3Yw9TbQx27L"], "cli_usage"],
  [["k3Yw9TbQx27L"], "cli_usage"],
  [["campaigns", "--limit", "k3Yw9TbQx27L"], "cli_usage"],
  [["campaigns", "--flag=k3Yw9TbQx27L"], "cli_usage"],
])("a usage error ends with 2 and does not repeat what was written: %j", async (args, code) => {
  const { stderr, ...others } = await ask(args, { env: sandbox.env });
  expect(others).toEqual({ code: 2, stdout: "" });
  expect(JSON.parse(stderr)).toMatchObject({ error: { code } });
  expect(stderr).not.toContain("k3Yw9TbQx27L");
});

test("results are a table on a terminal and JSON in a pipe, and --json and --no-json choose", async () => {
  const forms = {
    piped: await ask(["campaigns"], { env: sandbox.env }),
    pipedTable: await ask(["campaigns", "--no-json"], { env: sandbox.env }),
    terminal: await askOnTerminal(["campaigns"], { env: sandbox.env }),
    terminalJson: await askOnTerminal(["campaigns", "--json"], { env: sandbox.env }),
  };
  for (const { stdout } of [forms.piped, forms.terminalJson]) {
    expect(JSON.parse(stdout)).toMatchObject({ campaigns: [{ status: "PENDING" }, { id: sandbox.campaign }] });
  }
  for (const { stdout } of [forms.pipedTable, forms.terminal]) {
    expect(stdout).toMatch(new RegExp(`^ID +STATUS +USECASE +NAME\n(?:.*\n)?${sandbox.campaign} +ACTIVE`));
  }
});

test("--help loads at most 60 modules before its first output, and not the client", () => {
  // CommonJS modules are in the cache of `require`, ES modules pass the hook.
  const hook = `
    import { register, createRequire } from "node:module";
    import { MessageChannel } from "node:worker_threads";
    const { port1, port2 } = new MessageChannel();
    const seen = new Set();
    port1.on("message", (url) => seen.add(url));
    port1.unref();
    const source = "let port; export const initialize = (data) => void (port = data); " +
      "export async function load(url, context, next) { port.postMessage(url); return next(url, context); }";
    register("data:text/javascript," + encodeURIComponent(source), { data: port2, transferList: [port2] });
    const { receiveMessageOnPort } = await import("node:worker_threads");
    const { writeSync } = await import("node:fs");
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (...all) => {
      for (let next; (next = receiveMessageOnPort(port1)); ) seen.add(next.message);
      const cached = Object.keys(createRequire("/").cache).map((path) => "file://" + path);
      writeSync(2, JSON.stringify([...new Set([...seen, ...cached])].filter((url) => url.startsWith("file:"))));
      process.stdout.write = write;
      return write(...all);
    };`;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`--import=data:text/javascript,${encodeURIComponent(hook)}`, BIN, "--help"],
    { encoding: "utf8" },
  );
  expect({ status, stdout: stdout.slice(0, 12) }).toEqual({ status: 0, stdout: "Usage: sendo" });
  const loaded = JSON.parse(stderr) as string[];
  expect(loaded.filter((url) => url.endsWith("/cli/dist/main.js"))).toHaveLength(1);
  expect(loaded.filter((url) => url.includes("/core/"))).toEqual([]);
  expect(loaded.length).toBeLessThanOrEqual(60);
});
