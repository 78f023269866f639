import { connectSandbox, manualClock, startSandbox } from "../../src/index.js";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { Sandbox } from "../../src/index.js";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  return () => sandbox.close();
});

const misspelt = (options: object): never => options as never;
const refused = (message: string, name = "SendoConfigError") => ({ name, message: expect.stringContaining(message) });

test.each<[string, object]>([
  ["`webhook` is not an option of startSandbox.", { webhook: "http://127.0.0.1:3000/hook" }],
  ["`review.campaign` is not an option of startSandbox.", { review: { campaign: "2d" } }],
  ["`delays.sent` is not an option of startSandbox.", { delays: { sent: 5 } }],
  ["`assume.errorcode` is not an option of startSandbox.", { assume: { errorcode: "string" } }],
  ["The options of startSandbox must be an object.", [8443]],
])("%s", async (message, options) => {
  const starting = startSandbox(misspelt(options));
  // One that starts all the same must not live on.
  onTestFinished(async () => void (await starting.catch(() => undefined))?.close());
  await expect(starting).rejects.toMatchObject(refused(message));
});

test.each<[string, object]>([
  ['`assume.errorCode` must be "number" or "string".', { assume: { errorCode: "text" } }],
  ["`assume.webhookRetries` must be 6 or 5.", { assume: { webhookRetries: 7 } }],
])("%s", async (message, options) => {
  await expect(startSandbox(misspelt(options))).rejects.toMatchObject(refused(message, "SandboxError"));
});

test("what a test says of a phone, a tenant or a webhook", async () => {
  const phone = sandbox.phone("+12065550142");
  await expect(phone.waitFor(/code/, misspelt({ timeoutMs: 1 }))).rejects.toMatchObject(
    refused("`timeoutMs` is not an option of waitFor. The options are: timeout, signal."),
  );
  await expect(phone.expectNothing(misspelt({ pattern: /code/ }))).rejects.toMatchObject(
    refused("`pattern` is not an option of expectNothing."),
  );
  const calls: [string, () => unknown][] = [
    ["`from` is not an option of text.", () => phone.text("hi", misspelt({ from: "+14155550111" }))],
    ["`name` is not an option of tenant.", () => sandbox.tenant(misspelt({ name: "acme" }))],
    [
      "`events` is not an option of webhooks.add.",
      () => sandbox.webhooks.add("http://127.0.0.1:9/hook", misspelt({ events: [] })),
    ],
    ["`epochMs` is not an option of manualClock.", () => manualClock(misspelt({ epochMs: 0 }))],
  ];
  for (const [message, call] of calls) expect(call).toThrow(expect.objectContaining(refused(message)) as Error);
  expect(phone.messages()).toEqual([]);
  expect(sandbox.webhooks.list()).toEqual([]);
});

test("the same in a sandbox of another process, before it is asked", async () => {
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  const phone = await remote.phone("+12065550143");
  const calls: [string, () => Promise<unknown>][] = [
    ["`timeoutMs` is not an option of waitFor.", () => phone.waitFor(/code/, misspelt({ timeoutMs: 1 }))],
    ["`pattern` is not an option of expectNothing.", () => phone.expectNothing(misspelt({ pattern: /code/ }))],
    ["`from` is not an option of text.", () => phone.text("hi", misspelt({ from: "+14155550111" }))],
    ["`name` is not an option of tenant.", () => remote.tenant(misspelt({ name: "acme" }))],
    [
      "`events` is not an option of webhooks.add.",
      () => remote.webhooks.add("http://127.0.0.1:9/hook", misspelt({ events: [] })),
    ],
  ];
  for (const [message, call] of calls) await expect(call()).rejects.toMatchObject(refused(message));
});
