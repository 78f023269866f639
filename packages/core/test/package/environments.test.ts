import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import vm from "node:vm";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Sendo } from "../../src/index.js";
import { createWebhookReceiver } from "../../src/receiver/receiver.js";
import { startCountingServer, type CountingServer } from "../support/counting-server.js";
import { failure } from "../support/failure.js";

const script = fileURLToPath(new URL("../support/smoke.mjs", import.meta.url));
let server: CountingServer;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  server = await startCountingServer();
  folder = await mkdtemp(join(tmpdir(), "sendo-environments-"));
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, server.ca);
  env = { ...process.env, SENDO_BASE_URL: server.url, SENDO_CA_FILE: caFile };
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const [major] = process.versions.node.split(".").map(Number);
const permission = major! < 24 ? "--experimental-permission" : "--permission";

describe("a message, a rejection and a delivery, in a process that", () => {
  test.each<[string, flags: readonly string[], options?: string]>([
    ["is like any other", []],
    ["has frozen intrinsics", ["--frozen-intrinsics"]],
    ["has no __proto__", ["--disable-proto=delete"]],
    ["throws at __proto__", ["--disable-proto=throw"]],
    ["may only read files", [permission, "--allow-fs-read=*", ...(major! >= 26 ? ["--allow-net"] : [])]],
    ["makes no code from strings", ["--disallow-code-generation-from-strings"]],
    ["speaks TLS 1.3 only", [], "--tls-min-v1.3"],
    ["trusts the system's authorities", ["--use-openssl-ca"]],
    ["has another Promise", ["--replace-promise"]],
  ])(
    "%s",
    async (_, flags, options = "") => {
      const ownFlags = flags.filter((flag) => flag === "--replace-promise");
      const nodeFlags = flags.filter((flag) => flag !== "--replace-promise");
      const { stdout } = await promisify(execFile)(process.execPath, [...nodeFlags, script, ...ownFlags], {
        env: { ...env, NODE_OPTIONS: options },
        timeout: 30_000,
      });
      expect(JSON.parse(stdout)).toEqual({
        id: expect.stringMatching(/^message-/) as string,
        refused: "invalid_input",
        httpStatus: 200,
      });
    },
    40_000,
  );
});

test("a worker thread is like a process: it sends, and its limiter is its own", async () => {
  const before = server.requests.length;
  const code = `
    const { Sendo } = require(${JSON.stringify(fileURLToPath(new URL("../../dist/index.cjs", import.meta.url)))});
    const sendo = new Sendo({ apiKey: "sandbox_worker", campaign: "c" });
    sendo.messages.send({ to: "+12065550142", body: "x" }).then(async ({ id }) => {
      require("node:worker_threads").parentPort.postMessage({ id, limit: sendo.rateLimit.limit });
      await sendo.close();
    });`;
  const worker = new Worker(code, { eval: true, env });
  const message = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  expect(message).toMatchObject({ limit: 20 });
  await new Promise((resolve) => worker.once("exit", resolve)); // by itself
  expect(server.requests).toHaveLength(before + 1);
});

test("bytes, options and keys of another realm are like one's own", async () => {
  const context = vm.createContext({ TextEncoder });
  const receiver = createWebhookReceiver({ tokens: "token-of-a-realm", on: {} });
  for (const make of ["new Uint8Array(bytes)", "new Uint8Array(bytes).buffer"]) {
    const json = JSON.stringify({ id: "e", type: "unheard.of" });
    const body = vm.runInContext(`(bytes) => ${make}`, context) as (bytes: number[]) => unknown;
    const headers = { "x-webhook-token": "token-of-a-realm" };
    expect(await receiver.receive({ method: "POST", headers, body: body([...Buffer.from(json)]) })).toMatchObject({
      httpStatus: 200,
    });
  }
  const options = vm.runInContext(
    `({ apiKey: () => Promise.resolve("sandbox_k"), campaign: "c", retry: { reads: 1 }, rateLimit: { account: "realm" } })`,
    context,
  ) as object;
  await using sendo = new Sendo({ ...options, baseUrl: server.url, ca: server.ca });
  const input = vm.runInContext(
    `({ to: "+12065550142", body: "x", metadata: { a: "b" }, mediaUrls: ["https://a.example/b.png"] })`,
    context,
  ) as Parameters<Sendo["messages"]["send"]>[0];
  expect(await sendo.messages.send(input)).toHaveProperty("id");
});

test("the stack of an error names the line that has sent, also for lists and with the response", async () => {
  await using sendo = new Sendo({
    apiKey: "sandbox_k",
    baseUrl: server.url,
    ca: server.ca,
    campaign: "c",
    retry: false,
    transport: { start: () => ({ result: Promise.resolve({ failure: { dispatched: false } }), cancel: () => true }) },
  });
  const MESSAGE = { to: "+12065550142", body: "x" };
  async function appThatSends(): Promise<void> {
    await sendo.messages.send(MESSAGE);
  }
  async function appThatWantsAll(): Promise<void> {
    await sendo.messages.send(MESSAGE).withResponse();
  }
  async function appThatLists(): Promise<void> {
    for await (const message of sendo.messages.list()) expect(message).toBeUndefined();
  }
  for (const app of [appThatSends, appThatWantsAll, appThatLists])
    expect((await failure(app())).stack).toContain(` ${app.name} `);
});

test("the built client has its name, in both forms, and loading it opens nothing", async () => {
  const built = createRequire(import.meta.url)("../../dist/index.cjs") as typeof import("../../src/index.js");
  expect(built.Sendo.name).toBe("Sendo");
  const code = `
    const net = require("node:net");
    net.Socket.prototype.connect = () => { throw new Error("opened a connection") };
    for (const entry of ["index", "gate", "adapter", "phone", "testing"]) require("./" + entry + ".cjs");
    new (require("./index.cjs").Sendo)({ apiKey: "sandbox_k" });
    process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|File/.test(name))));`;
  const cwd = fileURLToPath(new URL("../../dist/", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", code], { cwd, env });
  expect(JSON.parse(stdout)).toEqual([]);
});
