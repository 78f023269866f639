import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "@sendo-internal/local-authority";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../support/run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "sendo-exec-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program for the child. Node's own fetch, so that only the environment can make it trust the sandbox. */
function script(name: string, source: string): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return file;
}

const SEND = script(
  "send",
  `
  const { SENDO_BASE_URL: url, SENDO_API_KEY: key, SENDO_CAMPAIGN: campaign } = process.env;
  const extra = JSON.parse(process.argv[2] ?? "{}");
  const response = await fetch(url + "/v1/message/send", {
    method: "POST",
    headers: { authorization: "Bearer " + key, "content-type": "application/json" },
    body: JSON.stringify({ campaign, to: "+12065550142", body: "Your code is 482913", ...extra }),
  });
  console.log(response.status);
`,
);

test("the command finds the sandbox through its environment, trusts it, and controls it", async () => {
  const look = script(
    "look",
    `
    import { execFileSync } from "node:child_process";
    import { readFileSync } from "node:fs";
    const ours = Object.keys(process.env).filter((name) => /^SENDO_|CERT|CA_BUNDLE|CAINFO/.test(name)).sort();
    console.log(JSON.stringify({ ours, same: process.env.NODE_EXTRA_CA_CERTS === process.env.SENDO_CA_FILE, kept: process.env.KEPT }));
    const run = (...args) => execFileSync(process.execPath, args, { encoding: "utf8" });
    console.log(run(${JSON.stringify(SEND)}).trim());
    const bin = process.argv[2];
    console.log(run(bin, "wait", "--to", "+12065550142", "--match", "code is (\\\\d{6})", "--timeout", "20s", "--print", "1").trim());
  `,
  );
  const bin = new URL("../../dist/bin.js", import.meta.url).pathname;
  const ended = run(["exec", "--", process.execPath, look, bin, "--json"], { KEPT: "yes" });
  expect(await ended.exit).toBe(0);
  expect(ended.output.stderr).toBe("");
  const [environment, status, code] = ended.output.stdout.trim().split("\n");
  expect(JSON.parse(environment!)).toEqual({
    ours: [
      "CURL_CA_BUNDLE",
      "DENO_CERT",
      "GIT_SSL_CAINFO",
      "NODE_EXTRA_CA_CERTS",
      "REQUESTS_CA_BUNDLE",
      "SENDO_API_KEY",
      "SENDO_BASE_URL",
      "SENDO_CAMPAIGN",
      "SENDO_CA_FILE",
      "SENDO_FROM",
      "SENDO_SANDBOX_CONTROL_TOKEN",
      "SENDO_SANDBOX_CONTROL_URL",
      "SENDO_WEBHOOK_TOKEN",
      "SSL_CERT_FILE",
    ],
    same: true,
    kept: "yes",
  });
  expect([status, code]).toEqual(["200", "482913"]);
});

describe("ends as the command does", () => {
  test.each<[string, string[], number, RegExp]>([
    ["its exit code", [process.execPath, "-e", "process.exit(42)"], 42, /^$/],
    ["its death by a signal", [process.execPath, "-e", "process.kill(process.pid, 'SIGKILL')"], 137, /^$/],
    [
      "no such command",
      ["no-such-command-here"],
      127,
      /Cannot run "no-such-command-here": no such command is in PATH.*npx/,
    ],
    ["a file that is no program", [folder], 126, /Cannot run ".*": the file is not executable \(EACCES\).*node script/],
  ])("%s", async (_, words, exitCode, stderr) => {
    const ended = run(["exec", "--", ...words]);
    expect(await ended.exit).toBe(exitCode);
    expect(ended.output.stderr).toMatch(stderr);
  });

  test("a signal reaches it, its answer to that counts, and nothing is left", async () => {
    const source = `
      process.on("SIGTERM", () => { console.log("told"); process.exit(7); });
      setInterval(() => {}, 1000);
      console.log("ready " + process.env.SENDO_CA_FILE);`;
    const started = run(["exec", "--", process.execPath, "-e", source]);
    const [, caFile] = await started.printed(/ready (.+)\n/);
    started.child.kill("SIGTERM");
    expect(await started.exit).toBe(7);
    expect(started.output.stdout).toMatch(/told/);
    expect(() => readFileSync(caFile!)).toThrow(/ENOENT/);
  });
});

describe("--strict", () => {
  test("turns success into 3 when requests contained mistakes, and tells them; without it they are only told", async () => {
    const words = ["--", process.execPath, SEND, '{"mediaUrl":"x"}'];
    const [strict, lax] = [run(["exec", "--strict", ...words]), run(["exec", ...words])];
    expect([await strict.exit, await lax.exit]).toEqual([3, 0]);
    for (const { output } of [strict, lax]) {
      expect(output.stdout).toBe("200\n");
      expect(output.stderr).toMatch(
        /1x {2}unknown_field {2}POST \/v1\/message\/send does not have the field "mediaUrl"/,
      );
    }
  });

  test("leaves a right run at 0 and a failed one at its own code", async () => {
    const right = run(["exec", "--strict", "--", process.execPath, SEND]);
    const wrong = run(["exec", "--strict", "--", process.execPath, "-e", "process.exit(5)"]);
    expect([await right.exit, await wrong.exit]).toEqual([0, 5]);
    expect(right.output.stderr + wrong.output.stderr).toBe("");
  });
});

describe("NODE_EXTRA_CA_CERTS that is set already", () => {
  const print = script(
    "print",
    `import { readFileSync } from "node:fs";
     console.log(readFileSync(process.env.NODE_EXTRA_CA_CERTS, "utf8").match(/BEGIN CERTIFICATE/g).length);
     console.log(process.env.NODE_EXTRA_CA_CERTS === process.env.SENDO_CA_FILE);`,
  );

  test("stays trusted beside the sandbox", async () => {
    const file = join(folder, "company.pem");
    const company = await createAuthority({ hosts: ["proxy.example"], epochMs: Date.now() });
    writeFileSync(file, company.caPem.trimEnd()); // without a line end, as some tools write it
    const both = run(["exec", "--", process.execPath, print], { NODE_EXTRA_CA_CERTS: file });
    expect(await both.exit).toBe(0);
    expect(both.output.stdout).toBe("2\nfalse\n");
    const sent = run(["exec", "--", process.execPath, SEND], { NODE_EXTRA_CA_CERTS: file });
    expect(await sent.exit).toBe(0);
    expect(sent.output.stdout).toBe("200\n");
  });

  test("is told about when it cannot be read", async () => {
    const ended = run(["exec", "--", process.execPath, print], { NODE_EXTRA_CA_CERTS: join(folder, "none.pem") });
    expect(await ended.exit).toBe(0);
    expect(ended.output.stderr).toMatch(/NODE_EXTRA_CA_CERTS cannot be read \(ENOENT\)/);
    expect(ended.output.stdout).toBe("1\ntrue\n");
  });
});

describe("variables whose file replaces what a program trusts", () => {
  const count = script(
    "count",
    `import { readFileSync } from "node:fs";
     const names = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];
     const ours = readFileSync(process.env.SENDO_CA_FILE, "utf8");
     const bundles = names.map((name) => readFileSync(process.env[name], "utf8"));
     console.log(bundles.every((pem) => pem.endsWith(ours)), bundles.map((pem) => pem.match(/BEGIN CERTIFICATE/g).length > 2).join());
     console.log(process.env.SSL_CERT_FILE);`,
  );

  test("get the system's store and the sandbox's certificate, in files that go at the end", async () => {
    const ended = run(["exec", "--", process.execPath, count]);
    expect(await ended.exit).toBe(0);
    const [bundles, file] = ended.output.stdout.split("\n");
    expect(bundles).toBe("true true,true,true,true");
    expect(existsSync(file!)).toBe(false);
  });

  test("keep what they made a program trust, and tell a file that cannot be read", async () => {
    const file = join(folder, "company.pem");
    const company = await createAuthority({ hosts: ["proxy.example"], epochMs: Date.now() });
    writeFileSync(file, company.caPem.trimEnd());
    const ended = run(["exec", "--", process.execPath, count], { SSL_CERT_FILE: file, REQUESTS_CA_BUNDLE: folder });
    expect(await ended.exit).toBe(0);
    expect(ended.output.stdout).toMatch(/^true false,true,true,true\n/);
    expect(ended.output.stderr).toMatch(
      /The file specified in the variable REQUESTS_CA_BUNDLE cannot be read \(EISDIR\)/,
    );
  });

  test.each([[["--ca-file", "ca.pem"]], [["--state-dir", ".sendo"]]])("work a second time with %j", async (flags) => {
    const cwd = mkdtempSync(join(folder, "again-"));
    for (let count = 0; count < 2; count += 1) {
      const file = join(folder, "company.pem");
      const ended = run(["exec", ...flags, "--", process.execPath, SEND], { NODE_EXTRA_CA_CERTS: file }, cwd);
      expect(await ended.exit).toBe(0);
      expect(ended.output).toEqual({ stdout: "200\n", stderr: "" });
    }
  });
});

test("a Python program with nothing but its standard library sends, and gets a reply by webhook", async () => {
  const program = join(folder, "guest.py");
  writeFileSync(program, readFileSync(new URL("guest.py", import.meta.url)));
  const ended = run(["exec", "--strict", "--", "python3", program]);
  expect({ code: await ended.exit, ...ended.output }).toEqual({
    code: 0,
    stdout: "accepted\nmessage.incoming from +12065550142: On my way\n",
    stderr: "",
  });
});

test("the guide's Python and curl examples send", async () => {
  const guide = readFileSync(new URL("../../../../docs/sandbox-anywhere.md", import.meta.url), "utf8");
  const block = (fence: string, begin: string): string =>
    [...guide.matchAll(new RegExp(`^\`\`\`${fence}\\n([^]*?)^\`\`\`$`, "gm"))].find(([, code]) =>
      code!.startsWith(begin),
    )![1]!;
  const [python, curl] = [join(folder, "send.py"), join(folder, "send.sh")];
  writeFileSync(python, block("python", "import json"));
  writeFileSync(curl, block("sh", "curl"));
  const ended = run(["exec", "--strict", "--", "sh", "-c", `python3 ${python} && sh ${curl} 2>/dev/null`]);
  expect([await ended.exit, ended.output.stderr]).toEqual([0, ""]);
  expect(ended.output.stdout).toMatch(/^\{'success': True, 'id': '[\w-]+'\}\n\{"success":true,"id":"[\w-]+"\}$/);
});
