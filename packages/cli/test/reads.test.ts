import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox } from "@sendo/sandbox";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { ask, askOnTerminal, runOnTerminal, type Answer } from "./support/run-cli.js";

const ANN = "+12065550142";
let sandbox: Sandbox;
let id: string;
beforeAll(async () => {
  sandbox = await startSandbox({ requestsPerSecond: false, clock: "manual" });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  const { stdout } = await ask(["send", "--to", ANN, "--body", "Call 206 555 0199", "--yes"], { env: sandbox.env });
  ({ id } = JSON.parse(stdout) as { id: string });
  await sandbox.clock.settle();
  sandbox.phone(ANN).text("On my way");
});

/** What a command says in a pipe and on a terminal. */
async function both(...args: string[]): Promise<{ json: Record<string, unknown>; piped: Answer; shown: Answer }> {
  const piped = await ask(args, { env: sandbox.env });
  const shown = await askOnTerminal(args, { env: sandbox.env });
  expect([piped.code, shown.code, piped.stderr]).toEqual([0, 0, ""]);
  return { json: JSON.parse(piped.stdout) as Record<string, unknown>, piped, shown };
}

test("messages lists both directions with masked numbers, and --show-numbers shows them", async () => {
  const { json, piped, shown } = await both("messages");
  expect(json["messages"]).toMatchObject([
    { direction: "INBOUND", from: "+1********42", body: "On my way" },
    { direction: "OUTBOUND", to: "+1********42", status: "DELIVERED", body: "Call 20********99" },
  ]);
  expect(piped.stdout + shown.stdout).not.toMatch(/2065550142|206 555 0199/);
  expect(shown.stdout).toMatch(/^CREATED +DIRECTION +FROM +TO +STATUS +ID +BODY\n/);
  expect(shown.stdout).toMatch(/INBOUND +\+1\*{8}42 .*On my way\n/);
  const whole = await both("messages", "--number", ANN, "--direction", "OUTBOUND", "--limit", "1", "--show-numbers");
  expect(whole.json["messages"]).toMatchObject([{ to: ANN, body: "Call 206 555 0199" }]);
});

test("message shows one message, and an unknown id ends with 1", async () => {
  const { json, shown } = await both("message", id);
  expect(json).toMatchObject({ message: { id, status: "DELIVERED", to: "+1********42" } });
  expect(shown.stdout).toMatch(new RegExp(`^id +${id}\nstatus +DELIVERED\n`));
  const missing = await ask(["message", "0b6c1f52-6d0e-4a57-9c1c-2f7a90b3d4e1"], { env: sandbox.env });
  expect(missing.code).toBe(1);
  expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: "not_found" } });
});

test("wait ends with 0 when the status has come, and with 6 when the message has failed", async () => {
  const { json, shown } = await both("wait", id, "--until", "DELIVERED", "--timeout", "5");
  expect(json).toMatchObject({ message: { id, status: "DELIVERED" } });
  expect(shown.stdout).toMatch(/status +DELIVERED/);
  sandbox.setStatus(id, "FAILED", 1330);
  const failed = await ask(["wait", id], { env: sandbox.env });
  expect(failed.code).toBe(6);
  expect(JSON.parse(failed.stdout)).toMatchObject({ message: { status: "FAILED", errorCode: 1330 } });
});

test("numbers shows our own numbers whole, and where they were seen", async () => {
  const { json, piped, shown } = await both("numbers");
  expect(json["numbers"]).toEqual([
    { number: sandbox.number, campaign: sandbox.campaign, seenIn: ["received", "sent"] },
  ]);
  expect(shown.stdout).toContain(`${sandbox.number}  ${sandbox.campaign}`);
  expect(piped.stdout + shown.stdout).not.toContain(ANN);
});

test("webhooks create, list and update; the token is only written into a new file that others cannot read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-webhooks-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "webhook.env");
  const url = "http://127.0.0.1:9/webhooks/sendo";
  const create = ["webhooks", "create", "--url", url, "--event", "message.incoming", "--token-file", path];
  const created = await ask(create, { env: sandbox.env });
  expect(created).toMatchObject({ code: 0, stderr: "" });
  const { webhooks } = JSON.parse(created.stdout) as { webhooks: { id: string; token: string }[] };
  expect(webhooks).toMatchObject([{ url, eventTypes: ["message.incoming"], token: "[redacted]" }]);
  const [, token] = /^SENDO_WEBHOOK_TOKEN=(\S{8,})\n$/.exec(readFileSync(path, "utf8"))!;
  expect(created.stdout).not.toContain(token);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o077).toBe(0);

  const again = await ask(create, { env: sandbox.env });
  expect(again.code).toBe(2);
  expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: "cli_token_file" } });
  const { json, piped, shown } = await both("webhooks", "list");
  expect(json["webhooks"]).toHaveLength(1); // the second create stopped before it asked Sendo
  expect(piped.stdout + shown.stdout).not.toContain(token);

  const onTerminal = await askOnTerminal(["webhooks", "create", "--url", url, "--event", "message.status"], {
    env: sandbox.env,
  });
  expect(onTerminal.code).toBe(0);
  expect(onTerminal.stdout).toMatch(/^ID +URL +EVENTS +NUMBERS +NAME\n.*message\.status +all numbers/);
  const next = "http://127.0.0.1:9/hooks";
  const updated = await both("webhooks", "update", webhooks[0]!.id, "--url", next, "--event", "message.status");
  expect(updated.json["webhooks"]).toMatchObject([{ url: next, eventTypes: ["message.status"] }]);
  expect(updated.shown.stdout).toContain(next);
  const missing = join(folder, "not-made");
  expect(
    (await ask(["webhooks", "create", "--url", "ftp://x", "--token-file", missing], { env: sandbox.env })).code,
  ).toBe(2);
  expect(existsSync(missing)).toBe(false);
});

test("a command that gets no token leaves no token file, so that the next command can use its name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sendo-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "webhook.env");
  const list = ["webhooks", "list", "--token-file", path];
  expect((await ask(list, { env: sandbox.env })).code).toBe(0); // there is no webhook
  expect(existsSync(path)).toBe(false);
  const url = "https://diner.example/webhooks/sendo"; // the sandbox rejects it
  const create = ["webhooks", "create", "--url", url, "--event", "message.incoming", "--token-file", path];
  expect((await ask(create, { env: sandbox.env })).code).toBe(3);
  expect(existsSync(path)).toBe(false);
});

test("Ctrl+C ends a read with 130 on a terminal", async () => {
  const rule = sandbox.faults.add({ effect: "hang", route: "/v1/message/list" });
  const before = sandbox.requests().length;
  const { child, exit, output } = runOnTerminal(["messages"], { env: sandbox.env });
  await expect.poll(() => sandbox.requests().length, { timeout: 10_000 }).toBeGreaterThan(before);
  child.stdin!.write("\u0003");
  expect(await exit).toBe(130);
  expect(output.stdout).toMatch(/code +aborted/);
  sandbox.faults.remove(rule.id);
});

test("canary: no command prints the key or a whole number that was not asked for", async () => {
  const outputs = await Promise.all(
    [
      ["messages"],
      ["message", id],
      ["wait", id],
      ["campaigns"],
      ["webhooks", "list"],
      ["resolve", "none"],
      ["commands"],
      ["doctor"],
      ["send", "--to", ANN, "--body", "Hi", "--yes"],
      ["send", "--to", ANN, "--body", "Hi", "--dry-run"],
      ["message", "none"],
      ["messages", "--number", "2065550142"],
    ].flatMap((args) => [ask(args, { env: sandbox.env }), askOnTerminal(args, { env: sandbox.env })]),
  );
  for (const { stdout, stderr } of outputs) {
    for (const secret of [sandbox.apiKey, ANN.slice(2), sandbox.number.slice(2)]) {
      // The documented examples contain a number of their own.
      const said = (stdout + stderr).replace(/"examples": \[[^\]]*\]/g, "");
      expect(said).not.toContain(secret);
    }
  }
});
