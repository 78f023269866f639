import { spawn } from "node:child_process";
import type { X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { manualClock, startSandbox, type SandboxOptions } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";

const DIST = new URL("../../dist/index.js", import.meta.url).href;

/** Runs a script and tells how it ended by itself. */
function run(script: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

test("after close() nothing keeps a process alive: connections, timers, retries, phones", async () => {
  const { code, stdout, stderr } = await run(`
    import https from "node:https";
    import net from "node:net";
    import { startSandbox } from ${JSON.stringify(DIST)};
    const sandbox = await startSandbox({ webhookUrl: "http://127.0.0.1:9/", delays: { deliveredMs: 60_000 } });
    const agent = new https.Agent({ keepAlive: true, ca: sandbox.ca });
    await new Promise((resolve, reject) => {
      const request = https.request(sandbox.url + "/v1/message/send", {
        agent, method: "POST",
        headers: { authorization: "Bearer " + sandbox.apiKey, "content-type": "application/json" },
      }, (response) => response.resume().on("end", resolve));
      request.on("error", reject);
      request.end(JSON.stringify({ campaign: sandbox.campaign, to: "+12065550142", body: "x" }));
    });
    const silent = net.connect(new URL(sandbox.url).port, "127.0.0.1");
    await new Promise((resolve) => silent.on("connect", resolve));
    silent.on("error", () => {});
    sandbox.phone("+12065550142").text("Hello");
    const retryIsDue = () => sandbox.webhooks.deliveries().some(({ attempts }) => attempts[0]?.nextDueAt !== undefined);
    while (!retryIsDue()) await new Promise((resolve) => setImmediate(resolve));
    sandbox.phone("+12065550142").waitFor(/never/, { timeoutMs: 600_000 }).catch((error) => console.log(error.code));
    await sandbox.close();
    agent.destroy();
    console.log("closed");
  `);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "closed\nclosed\n", stderr: "" });
});

test("close() can be called again, and waits for the first call", async () => {
  const sandbox = await startSandbox();
  const first = sandbox.close();
  expect(sandbox.close()).toBe(first);
  await first;
  await expect(call(sandbox, "GET", "/v1/message/none")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("a connection that says nothing, and a request that never ends, cannot hold close() up", async () => {
  const sandbox = await startSandbox();
  const port = Number(new URL(sandbox.url).port);
  const silent = net.connect(port, "127.0.0.1");
  await new Promise((resolve) => silent.on("connect", resolve));
  const ended = new Promise((resolve) => silent.on("close", resolve).on("error", () => {}));
  const request = https.request(`${sandbox.url}/v1/message/send`, {
    method: "POST",
    ca: sandbox.ca,
    agent: false,
    headers: { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json", "content-length": "100" },
  });
  const cut = new Promise((resolve) => request.on("error", resolve));
  request.write("{");
  await new Promise((resolve) => request.on("socket", (socket) => socket.on("secureConnect", resolve)));
  await sandbox.close();
  expect(await cut).toMatchObject({ code: "ECONNRESET" });
  await ended;
});

test("a webhook attempt under way is ended, and not retried", async () => {
  await using receiver = await startReceiver();
  const clock = manualClock();
  const sandbox = await startSandbox({ clock });
  sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  const arrived = new Promise<void>((resolve) => (receiver.answer = () => resolve()));
  sandbox.phone("+12065550142").text("Hello");
  const settling = clock.settle();
  await arrived;
  await sandbox.close();
  await settling;
  await clock.advance("48h");
  expect(receiver.received).toHaveLength(1);
  expect(sandbox.webhooks.deliveries()[0]!.attempts).toEqual([]); // not an attempt that failed, so nothing is due later
});

test("the certificate's file is the user's own, and goes at close()", async () => {
  const sandbox = await startSandbox();
  expect(readFileSync(sandbox.caFile, "utf8")).toBe(sandbox.ca);
  expect(statSync(sandbox.caFile).mode & 0o777).toBe(0o600);
  expect(sandbox.ca).not.toContain("PRIVATE");
  await sandbox.close();
  expect(existsSync(sandbox.caFile)).toBe(false);
});

describe("start refuses", () => {
  test.each<[string, SandboxOptions]>([
    ["host", { host: "0.0.0.0" }],
    ["host", { host: "::" }],
    ["host", { host: "192.168.0.10" }],
    ["host", { host: "example.com" }],
    ["host", { host: "127.evil.example" }],
    ["port", { port: 65_536 }],
    ["controlPort", { controlPort: -1 }],
    ["requestsPerSecond", { requestsPerSecond: 0 }],
    ["window", { window: "fixed" as never }],
    ["resetFormat", { resetFormat: "epoch" as never }],
    ["clock", { clock: "fast" as never }],
    ["delays.sentMs", { delays: { sentMs: -1 } }],
    ["webhookTimeoutMs", { webhookTimeoutMs: 0 }],
  ])("a wrong `%s`", async (name, options) => {
    await expect(startSandbox(options)).rejects.toMatchObject({
      code: "config_option_invalid",
      message: expect.stringContaining(`\`${name}\``),
    });
  });

  test("a port in use, naming it, and leaves nothing behind", async () => {
    await using first = await startSandbox();
    const port = Number(new URL(first.url).port);
    await expect(startSandbox({ port })).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringContaining(String(port)),
    });
    await expect(startSandbox({ controlPort: port })).rejects.toMatchObject({ code: "port_in_use" });
    expect((await call(first, "GET", "/v1/message/none")).status).toBe(404);

    const free = await startSandbox();
    const freePort = Number(new URL(free.url).port);
    await free.close();
    await expect(startSandbox({ port: freePort, controlPort: port })).rejects.toMatchObject({ code: "port_in_use" });
    await using second = await startSandbox({ port: freePort });
    expect(second.url).toContain(String(freePort));
  });
});

test("a port can be used again at once, and nothing of the last run is left", async () => {
  const first = await startSandbox({ requestsPerSecond: false });
  const id = await send(first);
  const port = Number(new URL(first.url).port);
  await first.close();
  await using second = await startSandbox({ port });
  expect(second.ca).not.toBe(first.ca);
  expect((await call(second, "GET", `/v1/message/${id}`)).status).toBe(404);
});

test("the certificate's file can have a path that stays", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ca-file-"));
  try {
    const caFile = join(folder, "ca.pem");
    const first = await startSandbox({ caFile });
    expect(first.env["SENDO_CA_FILE"]).toBe(caFile);
    expect(readFileSync(caFile, "utf8")).toBe(first.ca);
    expect(statSync(caFile).mode & 0o777).toBe(0o644);
    await expect(startSandbox({ caFile })).rejects.toMatchObject({
      code: "config_option_invalid",
      message: expect.stringMatching(/but another sandbox is using it \(process \d+\)\. Stop that sandbox/),
    });
    expect(readFileSync(caFile, "utf8")).toBe(first.ca);
    await first.close();
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(caFile, first.ca); // as after a crash that left the file
    await using second = await startSandbox({ caFile });
    expect(readFileSync(caFile, "utf8")).toBe(second.ca);
    await second.close();

    writeFileSync(caFile, "somebody's notes");
    await expect(startSandbox({ caFile })).rejects.toMatchObject({ code: "config_option_invalid" });
    expect(readFileSync(caFile, "utf8")).toBe("somebody's notes");
    await expect(startSandbox({ caFile: folder })).rejects.toMatchObject({ code: "config_option_invalid" });
    await expect(startSandbox({ caFile: join(folder, "none", "ca.pem") })).rejects.toMatchObject({
      code: "config_option_invalid",
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// By its name: Node 22.23 refuses every IPv6 address as a server's name, whatever its certificate says.
test("it can listen on the IPv6 loopback address, for which its certificate is good", async () => {
  await using sandbox = await startSandbox({ host: "::1" });
  expect(sandbox.url).toMatch(/^https:\/\/\[::1\]:\d+$/);
  const options = { ca: sandbox.ca, agent: false, servername: "localhost" };
  const [status, certificate] = await new Promise<[number | undefined, X509Certificate | undefined]>(
    (resolve, reject) => {
      https
        .get(`${sandbox.url}/nowhere`, options, (response) => {
          const peer = (response.socket as TLSSocket).getPeerX509Certificate();
          resolve([response.resume().statusCode, peer]);
        })
        .on("error", reject);
    },
  );
  expect(status).toBe(401);
  expect(certificate?.checkIP("::1")).toBe("::1");
});
