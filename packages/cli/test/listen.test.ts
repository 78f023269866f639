import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox, type Sandbox, type SandboxOptions } from "@sendo/sandbox";
import { expect, onTestFinished, test } from "vitest";
import { ask, run, runOnTerminal, type Run } from "./support/run-cli.js";

interface Received {
  readonly type: string;
  readonly id: string;
  readonly inferred?: boolean;
  readonly message: { readonly id: string; readonly body: string; readonly status: string };
  readonly token: string;
}

/** An app that keeps what it received. */
class App {
  readonly received: Received[] = [];
  port = 0;
  status = 200;
  #server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void read(request).then((body) => {
        this.received.push({ ...(JSON.parse(body) as Received), token: String(request.headers["x-webhook-token"]) });
        response.writeHead(this.status).end();
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server!;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/webhooks/sendo`;
  }

  get incoming(): string[] {
    return this.received.filter(({ type }) => type === "message.incoming").map(({ message }) => message.body);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

async function begin(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; app: App }> {
  const sandbox = await startSandbox(options);
  const app = new App();
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    await sandbox.close();
  });
  return { sandbox, app };
}

const listen = (sandbox: Sandbox, app: App, ...args: string[]): Run =>
  run(["listen", "--forward-to", app.url, "--interval", "200", ...args], { env: sandbox.env });
const bodies = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `text ${from + index}`);

test("1,000 inbound messages in bursts: each once, none missing, no 429", async () => {
  const { sandbox, app } = await begin();
  sandbox.phone("+12065550142").text("an earlier message");
  const { printed, child, exit, output } = listen(sandbox, app);
  await printed(/Listening to 1 campaign\./);
  for (let sent = 0; sent < 1000; sent += 200) {
    for (const body of bodies(sent, sent + 200)) sandbox.phone("+12065550142").text(body);
    await expect.poll(() => app.incoming.length, { timeout: 30_000, interval: 20 }).toBe(sent + 200);
  }
  expect(app.incoming).toEqual(bodies(0, 1000)); // each once, in order
  expect(new Set(app.received.map(({ id }) => id)).size).toBe(1000);
  expect(app.received[0]).toMatchObject({ token: sandbox.env.SENDO_WEBHOOK_TOKEN, type: "message.incoming" });
  expect(sandbox.requests().filter(({ status }) => status === 429)).toEqual([]);
  child.kill("SIGINT");
  expect(await exit).toBe(0);
  expect(output.stderr).toMatch(/Stopped\. Posted 1000 events\.\n$/);
  expect(output.stderr).not.toMatch(/missing/);
  const [first] = output.stdout.split("\n");
  expect(JSON.parse(first!)).toMatchObject({ type: "message.incoming", inferred: false, appStatus: 200 });
  expect(output.stdout + output.stderr).not.toContain("2065550142");
}, 120_000);

test("a burst that exceeds the window says what may be missing, then catches up; each message comes once", async () => {
  const { sandbox, app } = await begin();
  const { printed } = listen(sandbox, app, "--window", "100");
  await printed(/Listening/);
  for (const body of bodies(0, 450)) sandbox.phone("+12065550142").text(body);
  await printed(/more than 100 new messages\. Some messages created between .* might not have been read yet/);
  await printed(/the command has read all messages\. Nothing is missing/);
  await expect.poll(() => app.incoming.length, { timeout: 30_000 }).toBe(450);
  expect([...app.incoming].sort()).toEqual(bodies(0, 450).sort());
}, 60_000);

test("status changes come as inferred events, and an app's error is not posted again, on a terminal", async () => {
  const { sandbox, app } = await begin();
  app.status = 500;
  const { printed, child, exit, output } = runOnTerminal(["listen", "--forward-to", app.url, "--interval", "200"], {
    env: sandbox.env,
  });
  await printed(/Listening/);
  await ask(["send", "--to", "+12065550142", "--body", "Hello", "--yes"], { env: sandbox.env });
  await printed(/message\.status DELIVERED \(inferred\)/);
  await expect.poll(() => app.received.at(-1)?.message.status).toBe("DELIVERED");
  expect(app.received.every(({ type, inferred }) => type === "message.status" && inferred === true)).toBe(true);
  expect(new Set(app.received.map(({ id }) => id)).size).toBe(app.received.length);
  child.stdin!.write("\u0003");
  expect(await exit).toBe(0);
  expect(output.stdout).toMatch(/app returned 500; not posted again/);
  expect(output.stdout).toContain("+1********42");
  expect(output.stdout).not.toContain("2065550142");
});

test("events wait for an app that is down, and survive a restart of the sandbox", async () => {
  const stateDir = mkdtempSync(join(tmpdir(), "sendo-state-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const first = await startSandbox({ stateDir });
  const port = Number(new URL(first.url).port);
  const app = new App();
  await app.start();
  const { printed, child } = listen(first, app);
  await printed(/Listening/);
  await app.stop();
  for (const body of bodies(0, 5)) first.phone("+12065550142").text(body);
  await printed(/The app is unavailable \(ECONNREFUSED\)\. Events will be posted later/);
  await first.close();
  await printed(/The API is unavailable \(connection_\w+\)/);
  const second = await startSandbox({ stateDir, port });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await second.close();
  });
  for (const body of bodies(5, 10)) second.phone("+12065550142").text(body);
  await printed(/The API is available again/);
  await app.start();
  onTestFinished(() => app.stop());
  await printed(/The app is available again/);
  await expect.poll(() => app.incoming, { timeout: 30_000 }).toEqual(bodies(0, 10));
}, 60_000);

test("it starts only with a token, and sends events unencrypted to this computer only", async () => {
  const { sandbox, app } = await begin();
  const { SENDO_WEBHOOK_TOKEN: _, ...env } = sandbox.env;
  const none = await ask(["listen", "--forward-to", app.url], { env });
  expect(none).toMatchObject({ code: 2, stdout: "" });
  expect(none.stderr).toContain("SENDO_WEBHOOK_TOKEN is not set");
  const other = await ask(["listen", "--forward-to", "http://192.0.2.1/hooks"], { env: sandbox.env });
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("must use https");
});
