import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";
import { readEnv, run } from "../support/run-cli.js";

/** Where files named by a relative path are looked for, whoever started the tests. */
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

test("a second Ctrl+C does not leave the certificate's file behind", async () => {
  const started = run(["--port", "0", "--control-port", "0", "--json"]);
  const { url, env } = JSON.parse((await started.printed(/^.*\n/))[0]) as { url: string; env: Record<string, string> };
  const ca = readFileSync(env["SENDO_CA_FILE"]!, "utf8");
  const port = Number(new URL(url).port);
  const socket = tls.connect({ host: "127.0.0.1", port, ca });
  const cutOff = new Promise((resolve) => socket.on("error", () => {}).on("close", resolve));
  // Both in one write: when the first is answered, the sandbox has the second, which it leaves without an answer.
  const common = `HTTP/1.1\r\nhost: sandbox\r\nauthorization: Bearer ${env["SENDO_API_KEY"]}\r\ncontent-type: application/json`;
  const unanswered = JSON.stringify({ campaign: env["SENDO_CAMPAIGN"], to: "+15005550591", body: "Hello" });
  socket.write(
    `GET /v1/brand/list ${common}\r\n\r\n` +
      `POST /v1/message/send ${common}\r\ncontent-length: ${unanswered.length}\r\n\r\n${unanswered}`,
  );
  await once(socket, "data");
  started.child.kill("SIGINT");
  while (await isOpen(port));
  started.child.kill("SIGINT");
  await started.told(/Stopping\. This takes up to a second\. Press Ctrl\+C again to stop immediately\./);
  expect(await started.exit).toBe(0);
  expect(existsSync(env["SENDO_CA_FILE"]!)).toBe(false);
  await cutOff;
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => resolve(false));
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "start prints all that an app needs, serves it, and ends with 0 on %s",
  async (signal) => {
    await using receiver = await startReceiver();
    const started = run(["--port", "0", "--control-port", "0", "--webhook", receiver.url, "--rate", "off"]);
    await Promise.all([started.told(/Text from a phone.*\n/), started.printed(/CONTROL_TOKEN=.*\n/)]);
    const env = readEnv(started.output.stdout);
    expect(Object.keys(env)).toEqual([
      "SENDO_BASE_URL",
      "SENDO_API_KEY",
      "SENDO_CAMPAIGN",
      "SENDO_FROM",
      "SENDO_WEBHOOK_TOKEN",
      "SENDO_CA_FILE",
      "SENDO_SANDBOX_CONTROL_URL",
      "SENDO_SANDBOX_CONTROL_TOKEN",
    ]);
    // Whatever ends up in .env, the variables alone or all that the terminal shows, Node reads the same from it.
    const { stdout, stderr } = started.output;
    const [head = "", tail = ""] = stderr.split("\n\n");
    expect(parseEnv(stdout)).toEqual(env);
    expect(parseEnv(`${head}\n\n${stdout}\n${tail}`)).toEqual(env);
    expect(head).toContain(`ready at ${env["SENDO_BASE_URL"]}`);
    const ca = readFileSync(env["SENDO_CA_FILE"]!, "utf8");
    const client = {
      clientOptions: {
        baseUrl: env["SENDO_BASE_URL"]!,
        apiKey: env["SENDO_API_KEY"]!,
        campaign: env["SENDO_CAMPAIGN"]!,
        from: env["SENDO_FROM"]!,
        ca,
      },
    };
    const heard = new Promise<string>((resolve) => {
      receiver.answer = (response, { event, headers }) => {
        response.end();
        if (event.type === "message.incoming") resolve(`${event.message.body} ${String(headers["x-webhook-token"])}`);
      };
    });
    const message = {
      campaign: client.clientOptions.campaign,
      from: env["SENDO_FROM"],
      to: "+12065550142",
      body: "Your table is ready",
    };
    expect((await call(client, "POST", "/v1/message/send", message)).status).toBe(200);

    const control = {
      SENDO_SANDBOX_CONTROL_URL: env["SENDO_SANDBOX_CONTROL_URL"]!,
      SENDO_SANDBOX_CONTROL_TOKEN: env["SENDO_SANDBOX_CONTROL_TOKEN"]!,
    };
    const texted = run(["text", "+12065550142", "On my way"], control);
    expect(await texted.exit).toBe(0);
    expect(texted.output.stdout).toMatch(/^Received by \+14155550111 as message [0-9a-f-]{36}\n$/);
    expect(await heard).toBe(`On my way ${env["SENDO_WEBHOOK_TOKEN"]}`);

    const printed = run(["env", "--format", "sh"], control);
    expect(await printed.exit).toBe(0);
    expect(printed.output.stdout).toContain(`export SENDO_BASE_URL=${env["SENDO_BASE_URL"]}\n`);
    expect(printed.output.stdout).not.toContain("CONTROL");

    started.child.kill(signal);
    expect(await started.exit).toBe(0);
    expect(started.output.stderr).toBe(stderr); // nothing since it started
    expect(existsSync(env["SENDO_CA_FILE"]!)).toBe(false);
  },
);

describe("says what is wrong and ends with 1", () => {
  test("a port in use", async () => {
    await using sandbox = await startSandbox();
    const { port } = new URL(sandbox.url);
    const started = run(["start", "--port", port, "--control-port", "0"]);
    expect(await started.exit).toBe(1);
    expect(started.output.stderr).toMatch(
      new RegExp(`^sendo-sandbox: Port ${port} is in use.*choose another port with \`port\` \\(--port; 0`),
    );
  });

  test.each<[string[], RegExp]>([
    [["--host", "0.0.0.0"], /loopback/],
    [["--webhook", "https://evil.example/", "--port", "0", "--control-port", "0"], /only to localhost/],
    [["--rate", "0"], /1 to 10000, or off/],
    [["--port", "99999"], /0 to 65535/],
    [["--window", "fixed"], /calendar-second/],
    [["text", "+12065550142", "Hello"], /SENDO_SANDBOX_CONTROL_URL/],
    [["text", "+12065550142", "Hello", "--control-url", "http://evil.example", "--control-token", "x"], /on localhost/],
    [
      ["text", "+12065550142", "Hello", "--control-url", "http://127.0.0.1:9", "--control-token", "x"],
      /No sandbox is responding at/,
    ],
    [["strat"], /^error: unknown command 'strat'\n\(run "sendo-sandbox --help"/],
    [["strat", "now"], /^error: unknown command 'strat'\n/],
    [["fault", "nope"], /unknown command 'nope'\n\(run "sendo-sandbox fault --help"/],
    [["--prot", "1"], /unknown option '--prot'\n\(Did you mean --port\?\)\n\(run "sendo-sandbox start --help"/],
    [["wait"], /'--to <number>' not specified\n\(run "sendo-sandbox wait --help"/],
    [["--webhook", "http://10.0.0.1/"], /--allow-remote-webhooks/],
    [
      ["--ca-file", "/nonexistent/ca.pem"],
      /--ca-file\) is set to \/nonexistent\/ca.pem, but its folder does not exist/,
    ],
    [["--ca-file", "package.json"], /package.json, but that file is not a certificate/],
    [["--ca-file", "test"], /test, but it cannot be read \(EISDIR\)/],
  ])("%j", async (args, message) => {
    const ended = run(args, {}, PACKAGE);
    expect(await ended.exit).toBe(1);
    expect(ended.output.stderr).toMatch(message);
    expect(ended.output.stderr).not.toMatch(/\n\s+at /);
    expect(ended.output.stdout).toBe("");
  });

  test("a folder for temporary files that cannot be written to", async () => {
    const started = run(["--port", "0", "--control-port", "0"], { TMPDIR: "/nonexistent" });
    expect(await started.exit).toBe(1);
    expect(started.output.stderr).toMatch(
      /^sendo-sandbox: The certificate cannot be written to \/nonexistent \(ENOENT\).*TMPDIR/,
    );
  });

  test("what the sandbox refuses", async () => {
    await using sandbox = await startSandbox();
    const flags = ["--control-url", sandbox.controlUrl, "--control-token"];
    const wrong = run(["text", "+12065550142", "Hello", ...flags, "wrong"]);
    expect(await wrong.exit).toBe(1);
    expect(wrong.output.stderr).toMatch(/X-Sandbox-Token/);
    const unknown = run(["text", "+12065550142", "Hello", "--to", "+19995550100", ...flags, sandbox.controlToken]);
    expect(await unknown.exit).toBe(1);
    expect(unknown.output.stderr).toMatch(/No campaign/);
    await send(sandbox);
    expect(sandbox.messages()).toHaveLength(1);
  });
});

test("--help says how to begin and where the options are, --version which one it is", async () => {
  const [help, start, version] = [run(["--help"]), run(["start", "--help"]), run(["--version"])];
  expect(await Promise.all([help.exit, start.exit, version.exit])).toEqual([0, 0, 0]);
  expect(help.output.stdout).toMatch(/Run "sendo-sandbox start --help" to see the options for "start"/);
  expect(help.output.stdout).toMatch(/npx @sendo\/sandbox exec -- npm test/);
  expect(start.output.stdout).toMatch(/^Usage: sendo-sandbox start \[options\]\n/);
  for (const flag of ["--port", "--control-port", "--webhook", "--allow-remote-webhooks", "--clock", "--seed"]) {
    expect(start.output.stdout).toContain(flag);
  }
  expect(version.output.stdout).toMatch(/^\d+\.\d+\.\d+/);
});

describe("--write-env", () => {
  const PORTS = ["--port", "0", "--control-port", "0"];

  test("gets what an app needs, and commands find it there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "env-file-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, ".env"), "PORT=3000\nSENDO_FROM=x\n");
    const started = run([...PORTS, "--env-file", ".env"], {}, folder);
    await started.told(/Text from a phone.*\n/);
    expect(started.output.stdout).toBe("");
    expect(started.output.stderr).toMatch(/also sets SENDO_FROM outside the sandbox's block/);
    const content = readFileSync(join(folder, ".env"), "utf8");
    expect(content).toMatch(/^PORT=3000\nSENDO_FROM=x\n\n# >>> Sendo sandbox/);
    expect(Object.keys(parseEnv(content))).toHaveLength(9);
    const texted = run(["text", "+12065550142", "On my way"], {}, folder);
    expect([await texted.exit, texted.output.stderr]).toEqual([0, ""]);
    const control = content.split("\n").filter((line) => line.includes("_CONTROL_")); // the mark precedes a name that counts
    writeFileSync(join(folder, ".env"), `\ufeff${control.join("\n")}`, "utf16le");
    const fromPowerShell = run(["messages", "--json"], {}, folder);
    expect([await fromPowerShell.exit, fromPowerShell.output.stderr]).toEqual([0, ""]);
  });

  test("is left alone when the sandbox does not start, and the sandbox does not start when it cannot be used", async () => {
    const folder = mkdtempSync(join(tmpdir(), "env-file-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, ".env"), "PORT=3000\n");
    await using sandbox = await startSandbox();
    const taken = run(["--port", new URL(sandbox.url).port, "--control-port", "0", "--env-file", ".env"], {}, folder);
    expect(await taken.exit).toBe(1);
    expect(readFileSync(join(folder, ".env"), "utf8")).toBe("PORT=3000\n");
    const missing = run([...PORTS, "--write-env", "none/.env"], {}, folder);
    expect(await missing.exit).toBe(1);
    expect(missing.output.stderr).toMatch(
      /^sendo-sandbox: The file .*none.\.env passed to --write-env cannot be used \(ENOENT\)/m,
    );
    writeFileSync(join(folder, ".env"), "\ufeffPORT=3000\r\n", "utf16le");
    const utf16 = run([...PORTS, "--write-env", ".env"], {}, folder);
    expect(await utf16.exit).toBe(1);
    expect(utf16.output.stderr).toMatch(/^sendo-sandbox: \.env is encoded in UTF-16/);
    expect(existsSync(join(folder, ".env.sendo-new"))).toBe(false);
  });
});

test("ready waits for a sandbox, and needs no token", async () => {
  const port = await freePort();
  const url = ["--control-url", `http://127.0.0.1:${port}`];
  const never = run(["ready", ...url]);
  expect(await never.exit).toBe(1);
  expect(never.output.stderr).toMatch(/No sandbox is responding at http/);
  const tooShort = run(["ready", "--wait", "300ms", ...url]);
  expect(await tooShort.exit).toBe(1);
  const waiting = run(["ready", "--wait", ...url]);
  const started = run(["--port", "0", "--control-port", String(port)]);
  expect(await waiting.exit).toBe(0);
  expect(waiting.output.stdout).toBe("The sandbox is ready.\n");
  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { ready: true, version: expect.any(String) }]);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: "POST" })).status).toBe(401);
  started.child.kill();
});

test("open prints the page's address, and starts a browser unless --print is given", async () => {
  await using sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), "browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [browser, opened] = [join(folder, "browser"), join(folder, "opened")];
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > ${opened}.new && mv ${opened}.new ${opened}\n`, { mode: 0o755 });
  const env = { ...sandbox.controlEnv, BROWSER: browser };
  const printed = run(["open", "--print"], env);
  expect(await printed.exit).toBe(0);
  expect(printed.output.stdout).toBe(`${sandbox.pageUrl}\n`);
  expect(existsSync(opened)).toBe(false);
  const appears = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(opened)) return;
      watcher.close();
      resolve();
    });
  });
  expect(await run(["open"], env).exit).toBe(0);
  await appears;
  expect(readFileSync(opened, "utf8")).toBe(sandbox.pageUrl);
  const none = run(["open"], { ...env, BROWSER: join(folder, "none") });
  expect(await none.exit).toBe(0);
  expect(none.output.stderr).toMatch(/Could not open a browser/);
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
