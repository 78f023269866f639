import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, onTestFinished, test } from "vitest";
import { routeOf } from "../../src/cli/verb-command.js";
import { createProgram } from "../../src/cli/program.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { ACTIONS } from "../../page/src/control/actions.js";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";
import { run } from "../support/run-cli.js";

const ANN = "+12065550142";

// What no verb is for, and why.
const WITHOUT_VERB: Readonly<Record<string, string>> = {
  "GET /requests/{id}": "for the page; `requests` lists them",
  "GET /tenant": "for tests in other processes: connectSandbox()",
  "GET /openapi": "`openapi` prints the same without a running sandbox",
  "GET /ca.pem": "`env` prints the file's path",
  "GET /phones/{id}/messages": "`messages --number` lists them",
  "POST /phones": "for tests in other processes: connectSandbox()",
  "POST /phones/{id}/expect-nothing": "for tests in other processes: connectSandbox()",
  "POST /tenants": "for tests in other processes: connectSandbox()",
  "POST /tenants/drop": "for tests in other processes: connectSandbox()",
  "POST /clock/settle": "for tests in other processes: connectSandbox()",
};

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

const program = createProgram(() => Promise.reject(new Error("not started here")));

test("every operation of the control API has a verb, or a reason why not", () => {
  const verbs = commandsOf(program)
    .map(routeOf)
    .filter((route) => route !== undefined);
  const routes = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  const asked = [...verbs, ...Object.keys(WITHOUT_VERB)];
  expect(asked.filter((route) => !routes.includes(route))).toEqual([]);
  // One that has neither belongs into a command of src/cli, or into the list above with its reason.
  expect(routes.filter((route) => !verbs.includes(route) && !(route in WITHOUT_VERB))).toEqual([]);
});

test("everything that the page can do is an operation of the control API, and has a verb", () => {
  const verbs = commandsOf(program).map(routeOf);
  // The compiler lets the page ask for nothing but these.
  const actions = ACTIONS.map((action) => `POST ${action}`);
  expect(actions.filter((action) => !verbs.includes(action))).toEqual([]);
  const routes = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  expect(actions.filter((action) => !routes.includes(action))).toEqual([]);
});

test("every command has a description, and every data verb has --json", () => {
  for (const command of commandsOf(program)) {
    expect(command.description()).not.toBe("");
    if (routeOf(command) !== undefined) expect(command.options.map(({ long }) => long)).toContain("--json");
  }
});

async function ask(
  sandbox: Sandbox,
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { exit, output } = run(args, {
    SENDO_SANDBOX_CONTROL_URL: sandbox.controlUrl,
    SENDO_SANDBOX_CONTROL_TOKEN: sandbox.controlToken,
  });
  return { code: await exit, ...output };
}

test("a .env file in the folder says which sandbox, the environment says it louder, and help shows no token", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-env-"));
  const sandbox = await startSandbox();
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });
  const lines = { SENDO_SANDBOX_CONTROL_URL: sandbox.controlUrl, SENDO_SANDBOX_CONTROL_TOKEN: sandbox.controlToken };
  const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, ".env"), text.join(""));

  const found = run(["text", ANN, "On my way"], {}, folder);
  expect({ code: await found.exit, stderr: found.output.stderr }).toEqual({ code: 0, stderr: "" });
  const other = run(["text", ANN, "On my way"], { SENDO_SANDBOX_CONTROL_TOKEN: "another" }, folder);
  expect(await other.exit).toBe(1);
  const help = run(["text", "--help"], {}, folder);
  expect(await help.exit).toBe(0);
  expect(help.output.stdout).toContain("the value in");
  expect(help.output.stdout).not.toContain(sandbox.controlToken);
});

describe("on a running sandbox", () => {
  test("messages, requests, events, problems, accepted and reset tell and forget what happened", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const id = await send(sandbox, {
      body: "Zeile\nzwei \u001b[31m🎉",
      metadata: { sendo_ref: "ref-1" },
      subject: "x",
    });
    await sandbox.clock.settle();
    const lines = await Promise.all(
      [["messages"], ["requests"], ["events", "--type", "message.status"], ["problems"], ["accepted"]].map((args) =>
        ask(sandbox, ...args),
      ),
    );
    const [messages, requests, events, problems, accepted] = lines.map(({ stdout }) => stdout);
    expect(messages).toContain(`${sandbox.number} > ${ANN}  DELIVERED  ${id}  Zeile⏎zwei  [31m🎉`);
    expect(requests).toMatch(/POST {2}\/v1\/message\/send {2}200 {2}default/);
    expect(events!.trim().split("\n")).toHaveLength(3);
    expect(problems).toMatch(/1x {2}unknown_field/);
    expect(accepted).toBe("1  ref-1\n");
    const json = await ask(sandbox, "messages", "--json", "--number", ANN);
    expect(JSON.parse(json.stdout)).toEqual({ messages: sandbox.messages() });
    expect((await ask(sandbox, "reset")).stdout).toBe("Tenant default was reset.\n");
    expect((await ask(sandbox, "messages")).stdout).toBe("No messages yet.\n");
  });

  test("wait prints the message or a capture group, and exits with 2 and the near misses if none comes", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    await send(sandbox, { body: "Your code is 482913" });
    const code = await ask(sandbox, "wait", "--to", ANN, "--match", "code is (\\d{6})", "--print", "1");
    expect(code).toEqual({ code: 0, stdout: "482913\n", stderr: "" });
    const late = await ask(sandbox, "wait", "--to", ANN, "--timeout", "1ms");
    expect(late).toMatchObject({ code: 2, stdout: "" });
    expect(late.stderr).toMatch(/^sendo-sandbox: No message.*\n.*\n.*an earlier waitFor returned it/);
    await send(sandbox);
    expect(await ask(sandbox, "wait", "--to", ANN)).toEqual({ code: 0, stdout: "Your table is ready\n", stderr: "" });
    await send(sandbox);
    expect(await ask(sandbox, "wait", "--to", ANN, "--match", "table", "--print", "1")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has no group 1/),
    });
    expect(await ask(sandbox, "wait", "--to", ANN, "--timeout", "soon")).toMatchObject({ code: 1 });
  });

  test("clock, fault, webhook, campaign, number and optout do what the page does", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual" });
    const say = async (...args: string[]): Promise<string> => (await ask(sandbox, ...args)).stdout;
    expect(await say("webhook", "add", receiver.url, "--events", "message.incoming")).toContain(receiver.url);
    const { id } = sandbox.webhooks.list()[0]!;
    await say("webhook", "outage", id, "10m");
    sandbox.phone(ANN).text("Hello");
    await sandbox.clock.settle();
    expect(receiver.received).toEqual([]);
    expect(await say("clock", "show")).toMatch(/manual[\s\S]*\n/);
    await say("clock", "advance", "20m");
    expect(receiver.received).toHaveLength(1);
    const delivery = sandbox.webhooks.deliveries()[0]!.id;
    expect(await say("webhook", "deliveries")).toContain(delivery);
    await say("webhook", "replay", delivery, "--times", "2");
    await sandbox.clock.settle();
    expect(receiver.received).toHaveLength(3);

    const rule = '{"effect":"status","status":503,"route":"/v1/message/send","times":1}';
    expect(await say("fault", "add", rule)).toMatch(
      /fault-2 {2}0 hits {2}on +status 503 +\/v1\/message\/send, at most 1x$/m,
    );
    expect(await say("send", ANN, "Your table is ready")).toMatch(/^503 /);
    expect(await say("send", ANN, "Your table is ready")).toMatch(/^200 /);
    expect(await say("fault", "use", "rate-storm")).toMatch(/on +status 429 .*preset rate-storm$/m);
    expect(await say("fault", "list")).toMatch(/Presets:\n {2}bad-day/);
    expect(await say("fault", "off")).toMatch(/^No faults/);
    expect(await ask(sandbox, "fault", "add", "{")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/JSON object/),
    });

    expect(await say("campaign", "approve", sandbox.pendingCampaign)).toMatch(
      new RegExp(`${sandbox.pendingCampaign} {2}ACTIVE`),
    );
    await say("campaign", "keywords", sandbox.campaign, "--optout", "STOP", "BASTA", "--help-words", "AIUTO");
    sandbox.phone(ANN).text("basta");
    expect(await say("optout", "list")).toContain(ANN);
    expect(await ask(sandbox, "campaign", "keywords", sandbox.campaign, "--optout", "BASTA")).toMatchObject({
      code: 1,
    });
    expect(await say("number", "list")).toContain(sandbox.number);
    expect(await say("optout", "add", ANN)).toContain(ANN);
    expect(await say("optout", "remove", ANN)).toBe("No recipient has opted out.\n");
    expect(await say("phones")).toContain(ANN);
    expect(await say("message", "show", sandbox.messages()[0]!.id)).toContain("Hello");
    expect(await say("magic")).toContain("1310");
    expect(await say("fidelity")).toMatch(/documented {2}missing-key-401/);
  });

  test("another tenant is chosen by its key, and a wrong one refused", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const other = sandbox.tenant();
    await ask(
      sandbox,
      "text",
      ANN,
      "Hello",
      "--key",
      other.apiKey,
      "--media",
      "https://a.example/b.png",
      "https://a.example/c.png",
    );
    expect(other.messages()).toMatchObject([
      { body: "Hello", mediaUrls: ["https://a.example/b.png", "https://a.example/c.png"] },
    ]);
    expect(sandbox.messages()).toEqual([]);
    expect(await ask(sandbox, "messages", "--key", "sandbox_wrong")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/X-Sandbox-Key/),
    });
  });

  test("tail follows what happens, as lines or as JSON, and ends with the sandbox", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const lines = run(["tail"], sandbox.controlEnv);
    const json = run(["tail", "--json", "--only", "message"], sandbox.controlEnv);
    await Promise.all([lines, json].map(({ told }) => told(/Following/)));
    const id = await send(sandbox, { body: "Zeile\nzwei" });
    await sandbox.clock.settle();
    const last = await lines.printed(/^.* DELIVERED .*$/m);
    expect(last[0]).toMatch(new RegExp(`> \\+12065550142 {2}DELIVERED {2}${id} {2}Zeile⏎zwei$`));
    await lines.printed(/POST {2}\/v1\/message\/send {2}200 {2}default/);
    await json.printed(/DELIVERED/);
    await sandbox.close();
    expect(await Promise.all([lines.exit, json.exit])).toEqual([0, 0]);
    const events = json.output.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ kind, data }) => [kind, data.status])).toEqual([
      ["message", "CREATED"],
      ["message", "QUEUED"],
      ["message", "SENT"],
      ["message", "DELIVERED"],
    ]);
    expect((await ask(sandbox, "tail")).stderr).toMatch(/No sandbox is responding/);
  });

  test("tail shows when each change happened, on the sandbox's clock", async () => {
    await using sandbox = await startSandbox({
      clock: "manual",
      delays: { queuedMs: 1000, sentMs: 2000, deliveredMs: 3000 },
    });
    const startMs = sandbox.clock.epochMs();
    const lines = run(["tail", "--only", "message", "clock"], sandbox.controlEnv);
    await lines.told(/Following/);
    await send(sandbox);
    await sandbox.clock.advance("6s");
    await lines.printed(/ DELIVERED [\s\S]* clock /);
    const told = lines.output.stdout.matchAll(/^(\S+) {2}.*(CREATED|QUEUED|SENT|DELIVERED|clock)/gm);
    const expected = { CREATED: 0, QUEUED: 1000, SENT: 3000, DELIVERED: 6000, clock: 6000 };
    expect(Object.fromEntries([...told].map(([, at, what]) => [what, at]))).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([what, ms]) => [what, new Date(startMs + ms).toISOString().slice(11, 23)]),
      ),
    );
  });

  test("message show is a table of requests, statuses and attempts", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({
      clock: "manual",
      webhookUrl: receiver.url,
      delays: { queuedMs: 1000, sentMs: 1000, deliveredMs: 1000 },
    });
    sandbox.faults.add({ effect: "lost", times: 1 });
    await send(sandbox).catch(() => {});
    await sandbox.clock.advance("3s");
    const { id } = sandbox.messages()[0]!;
    const webhook = sandbox.webhooks.list()[0]!.id;
    const { stdout } = await ask(sandbox, "message", "show", id);
    const rows = stdout.trim().split("\n").slice(1);
    expect(rows.map((row) => row.replace(/^\d\d:\d\d:\d\d\.\d{3} {2}/, "").replace(/ +/g, " "))).toEqual([
      "request POST /v1/message/send 0 by fault-1",
      "status CREATED",
      ...["QUEUED", "SENT", "DELIVERED"].flatMap((status) => [
        `status ${status}`,
        `delivery attempt 1 to webhook ${webhook} 200`,
      ]),
    ]);
  });

  test("env prints lines for a file, for a shell, or an object", async () => {
    await using sandbox = await startSandbox();
    expect((await ask(sandbox, "env")).stdout).toMatch(/^SENDO_BASE_URL=https:/);
    expect((await ask(sandbox, "env", "--format", "sh")).stdout).toMatch(/^export SENDO_BASE_URL=https:/);
    expect(JSON.parse((await ask(sandbox, "env", "--format", "json")).stdout)).toEqual(sandbox.env);
  });
});

describe("what was named and is not there is told beside what there is", () => {
  test.each<[string[], RegExp]>([
    [["campaign", "approve", "none"], /No campaign of this tenant has this id\. Available: U7fQ39nX and Hc52wLpd\./],
    [["number", "activate", "+12065550100"], /Available: \+14155550111 and \+14155550112\./],
    [["text", ANN, "Hi", "--to", "+12065550100"], /Available: \+14155550111 and \+14155550112\./],
    [["webhook", "remove", "none"], /No webhook has this id\. None is available\./],
    [["webhook", "outage", "none", "1m"], /No webhook of this tenant has this id\. None is available\./],
    [["fault", "remove", "fault-9"], /No fault rule has this id\. Available: fault-1\./],
    [["messages", "--status", "gone"], /"status" must be one of CREATED, QUEUED, /],
    [["fault", "add", "503"], /A rule must be a JSON object, such as '\{"effect"/],
    [["webhook", "add", "localhost:3000/hook"], /Did you mean http:\/\/localhost:3000\/hook\?/],
  ])("%j", async (words, text) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    sandbox.faults.add({ effect: "lost" });
    const { code, stderr } = await ask(sandbox, ...words);
    expect(stderr).toMatch(text);
    expect(code).toBe(1);
  });

  test("a search without matches differs from a sandbox without messages", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    expect((await ask(sandbox, "messages", "--q", "x")).stdout).toBe("No messages match.\n");
  });
});
