import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Sendo } from "@sendo/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectSandbox, startSandbox, type Sandbox, type SandboxOptions } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";
import { readEnv, run, type Run } from "../support/run-cli.js";

const PHONE = "+12065550142";

let root: string;
let stateDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-test-"));
  stateDir = join(root, ".sendo");
});
afterEach(() => rmSync(root, { recursive: true }));

const start = (options: SandboxOptions = {}): Promise<Sandbox> => startSandbox({ stateDir, ...options });

test("a restart changes nothing for an app, a command and a receiver that run", async () => {
  await using receiver = await startReceiver();
  const first = await start({ webhookUrl: receiver.url });
  const { port } = new URL(first.url);
  const control = { controlUrl: first.controlUrl, controlToken: first.controlToken };
  await using sendo = new Sendo(first.clientOptions);
  const remote = await connectSandbox(control);
  const message = await sendo.messages.send({ to: PHONE, body: "Your code is 482913" });
  await (await remote.phone(PHONE)).waitFor(/code/);
  first.phone("+12065550143").text("STOP");
  await first.clock.settle();
  const kept = { messages: first.messages(), webhooks: first.webhooks.list() };
  await first.close();

  const ports = { port: Number(port), controlPort: Number(new URL(first.controlUrl).port) };
  await using second = await start({ webhookUrl: receiver.url, ...ports });
  expect([second.ca, second.controlToken, second.caFile]).toEqual([first.ca, first.controlToken, first.caFile]);
  expect({ messages: second.messages(), webhooks: second.webhooks.list() }).toEqual(kept);
  expect((await sendo.messages.retrieve(message.id)).body).toBe("Your code is 482913");
  const next = await sendo.messages.send({ to: PHONE, body: "Your code is 735102" });
  expect(next.id).not.toBe(message.id);
  // The wait of the first run has returned the earlier message.
  expect((await (await remote.phone(PHONE)).waitFor(/code is (\d+)/)).captures).toEqual(["735102"]);
  expect(Math.max(...second.acceptedPerReference().values())).toBe(1);
  expect(second.acceptedPerReference().size).toBe(2);
  // The opt-out holds.
  const blocked = await send(second, { to: "+12065550143" });
  await second.clock.settle();
  expect(second.message(blocked)).toMatchObject({ status: "FAILED", errorCode: 1310 });
});

test("another `webhookUrl` takes the place of the one before it, and other webhooks stay", async () => {
  const [earlier, added, later] = ["earlier", "added", "later"].map((path) => `http://127.0.0.1:9/${path}`);
  const first = await start({ webhookUrl: earlier });
  first.webhooks.add(added!);
  await first.close();
  await using second = await start({ webhookUrl: later });
  expect(second.webhooks.list().map(({ url }) => url)).toEqual([added, later]);
});

test("what was registered and reviewed is kept, and a review that was waited for goes on", async () => {
  const first = await start({ clock: "manual", review: { campaigns: "2d", numbers: "1d" } });
  const create = JSON.parse(readFileSync(new URL("../fixtures/campaign-create.json", import.meta.url), "utf8")) as {
    request: object;
  };
  const { body: brands } = await call(first, "GET", "/v1/brand/list");
  const brandId = (brands as { brands: { id: string }[] }).brands[0]!.id;
  const made = await call(first, "POST", "/v1/campaign/create", { ...create.request, brandId });
  expect(made.status).toBe(200);
  const { id } = (made.body as { campaign: { id: string } }).campaign;
  await call(first, "POST", "/v1/number/buy", { number: "+12065550199", campaignId: first.campaign });
  first.setKeywords(first.campaign, { optout: ["STOP", "HALT"] });
  await first.close();

  await using second = await start({ clock: "manual", review: { campaigns: "2d", numbers: "1d" } });
  const status = async (campaign: string): Promise<unknown> =>
    ((await call(second, "GET", `/v1/campaign/${campaign}`)).body as { campaign: { status: string } }).campaign.status;
  expect(await status(id)).toBe("PENDING");
  await second.clock.advance("2d");
  expect(await status(id)).toBe("ACTIVE");
  expect(await status(second.pendingCampaign)).toBe("PENDING"); // which only a person approves
  expect(await send(second, { from: "+12065550199" })).toBeTruthy();
  second.phone(PHONE).text("halt");
  expect(second.events("recipient.optout")).toHaveLength(1);
});

test("a message that was on its way arrives after the restart, and one with a forced status stays as it is", async () => {
  const first = await start({ clock: "manual", delays: { queuedMs: 10, sentMs: 10, deliveredMs: 10_000 } });
  const [coming, forced] = [await send(first), await send(first)];
  await first.clock.advance(20);
  first.setStatus(forced, "EXPIRED");
  await first.close();
  await using second = await start({ clock: "manual", delays: { deliveredMs: 5 } });
  expect([coming, forced].map((id) => second.message(id)!.status)).toEqual(["SENT", "EXPIRED"]);
  await second.clock.advance("1d");
  expect([coming, forced].map((id) => second.message(id)!.status)).toEqual(["DELIVERED", "EXPIRED"]);
});

test("ids do not repeat, not even with a seed", async () => {
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    await using sandbox = await start({ seed: "7", clock: "manual" });
    ids.push(await send(sandbox));
    await sandbox.clock.settle();
    expect(sandbox.messages().map(({ id }) => id)).toEqual(ids);
  }
  expect(new Set(ids).size).toBe(3);
});

test("reset is kept, and what follows it", async () => {
  const first = await start();
  await send(first);
  first.webhooks.add("http://127.0.0.1:9/hook");
  first.reset();
  first.webhooks.add("http://127.0.0.1:9/other");
  await first.close();
  await using second = await start();
  expect(second.messages()).toEqual([]);
  expect(second.webhooks.list().map(({ url }) => url)).toEqual(["http://127.0.0.1:9/other"]);
  expect(await send(second)).toBeTruthy();
});

test("a message that was deleted stays deleted", async () => {
  const first = await start();
  const [deleted, kept] = [await send(first), await send(first)];
  const { status } = await control(first, "POST", `/messages/${deleted}/delete`, { body: {} });
  expect(status).toBe(200);
  await first.close();
  await using second = await start();
  expect(second.messages().map(({ id }) => id)).toEqual([kept]);
});

test("two sandboxes do not share a folder", async () => {
  await using first = await start();
  await expect(start()).rejects.toMatchObject({
    code: "config_option_invalid",
    message: expect.stringContaining(`another sandbox is using it (process ${process.pid})`),
  });
  expect((await call(first, "GET", "/v1/brand/list")).status).toBe(200);
});

test("the other file of --ca-file has the certificate that is kept, and stays", async () => {
  const caFile = join(root, "ca.pem");
  const first = await start({ caFile });
  expect(first.env["SENDO_CA_FILE"]).toBe(caFile);
  await first.close();
  expect(readFileSync(caFile, "utf8")).toBe(first.ca);
  expect(readdirSync(root).sort()).toEqual([".sendo", "ca.pem"]);
});

async function startCommand(args: readonly string[] = []): Promise<Run & { readonly env: Record<string, string> }> {
  const started = run(["--port", "0", "--control-port", "0", ...args], { TMPDIR: root });
  await started.printed(/CONTROL_TOKEN=.*\n/);
  return { ...started, env: readEnv(started.output.stdout) };
}

test("kill -9 loses no accepted message, and what it leaves is swept at the next start", async () => {
  const killed = await startCommand(["--state-dir", stateDir]);
  const other = await startCommand();
  const running = await startCommand();
  const caFiles = [other, running].map(({ env }) => env["SENDO_CA_FILE"]!);
  const { SENDO_BASE_URL: baseUrl, SENDO_API_KEY: apiKey, SENDO_CAMPAIGN: campaign } = killed.env;
  const ca = readFileSync(killed.env["SENDO_CA_FILE"]!, "utf8");
  const id = await send({ campaign, clientOptions: { baseUrl, apiKey, ca } } as Sandbox);
  for (const { child } of [killed, other]) {
    child.kill("SIGKILL");
    await once(child, "close");
  }
  expect(caFiles.map((file) => existsSync(file))).toEqual([true, true]);
  writeFileSync(join(stateDir, "ca.pem.sendo-new"), "half"); // as if it was killed while it wrote

  const again = await startCommand();
  expect(caFiles.map((file) => existsSync(dirname(file)))).toEqual([false, true]);
  expect(existsSync(again.env["SENDO_CA_FILE"]!)).toBe(true);
  await using sandbox = await start();
  expect(sandbox.message(id)).toBeDefined();
  expect(sandbox.ca).toBe(ca);
});

test("a new certificate is told on stderr, with what to do", async () => {
  const first = await startCommand(["--state-dir", stateDir]);
  first.child.kill("SIGTERM");
  await first.exit;
  rmSync(join(stateDir, "ca.pem"));
  const second = await startCommand(["--state-dir", stateDir]);
  const [told] = await second.told(/created a new certificate, because .*Restart the apps that use the sandbox\./);
  expect(told).toContain(stateDir);
});
