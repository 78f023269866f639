import { connectSandbox, manualClock, startSandbox } from "../../src/index.js";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { Sandbox } from "../../src/index.js";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  return () => sandbox.close();
});

const HOOK = "http://127.0.0.1:9/hook";
const PHONE = "+12065550142";

const misspelt = (options: object): never => options as never;
const refused = (message: string) => ({
  name: "SendoConfigError",
  code: "config_option_invalid",
  message: expect.stringContaining(message),
});

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
  [
    '`assume.errorCode` option of startSandbox must be "number" or "string" (got "text").',
    { assume: { errorCode: "text" } },
  ],
  ["`assume.webhookRetries` option of startSandbox must be 6 or 5 (got 7).", { assume: { webhookRetries: 7 } }],
  ["`port` option of startSandbox must be a whole number from 0 to 65535 (got 65536).", { port: 65_536 }],
  [
    '`controlPort` option of startSandbox must be a whole number from 0 to 65535 (got "8444").',
    { controlPort: "8444" },
  ],
  ["`host` option of startSandbox must be a loopback address", { host: "0.0.0.0" }],
  ["`host` option of startSandbox must be a loopback address", { host: 127 }],
  ['`clock` option of startSandbox must be "realtime", "manual" or a clock', { clock: "fast" }],
  ['`caFile` option of startSandbox must be a path (got "").', { caFile: "" }],
  ["`caFile` option of startSandbox (--ca-file) is set to ", { caFile: "/dev/null/ca.pem" }],
  [
    '`review.campaigns` option of startSandbox must be "by-hand", or a number of milliseconds',
    { review: { campaigns: "soon" } },
  ],
  ["`profile` option of startSandbox must be one of instant, realistic, manual", { profile: "fast" }],
  [
    "`delays.sentMs` option of startSandbox must be a whole number from 0 to 86400000 (got -1).",
    { delays: { sentMs: -1 } },
  ],
  ["from 1 to 10000, or false for no limit (got 0).", { requestsPerSecond: 0 }],
  ["`window` option of startSandbox must be one of ", { window: "fixed" }],
  ["`resetFormat` option of startSandbox must be one of ", { resetFormat: "epoch" }],
  ['`retryAfter` option of startSandbox must be true or false (got "no").', { retryAfter: "no" }],
  [
    "`webhookUrl` option of startSandbox: A webhook URL must be http:// or https://",
    { webhookUrl: "ftp://127.0.0.1/hook" },
  ],
  [
    '`allowRemoteWebhooks` option of startSandbox must be true or false (got "false").',
    { allowRemoteWebhooks: "false" },
  ],
  [
    "`webhookTimeoutMs` option of startSandbox must be a whole number from 1 to 600000 (got 0).",
    { webhookTimeoutMs: 0 },
  ],
  ["`webhookCa` option of startSandbox must be a PEM string (got an object).", { webhookCa: {} }],
  ["`seed` option of startSandbox must be a string (got 5).", { seed: 5 }],
])("%s", async (message, options) => {
  const starting = startSandbox(misspelt(options));
  onTestFinished(async () => void (await starting.catch(() => undefined))?.close());
  await expect(starting).rejects.toMatchObject(refused(message));
});

test.each<[string, (value: never) => unknown, unknown]>([
  [
    "`startEpochMs` option of manualClock must be a whole number",
    (startEpochMs) => manualClock({ startEpochMs }),
    Number.NaN,
  ],
  ["`startEpochMs` option of manualClock must be a whole number", (startEpochMs) => manualClock({ startEpochMs }), -1],
  [
    "`startEpochMs` option of manualClock must be a whole number",
    (startEpochMs) => manualClock({ startEpochMs }),
    "2026",
  ],
  ["`by` option of clock.advance must be a number of milliseconds", (by) => manualClock().advance(by), "soon"],
  [
    "`speed` option of clock.setSpeed must be a number from 0.1 to 10000 (got 0).",
    (by) => sandbox.clock.setSpeed(by),
    0,
  ],
  ["`seed` option of tenant must be a string (got 5).", (seed) => sandbox.tenant({ seed }), 5],
  ["`url` option of webhooks.add: A webhook URL must be http", (url) => sandbox.webhooks.add(url), "ftp://127.0.0.1/"],
  [
    "`campaign` option of webhooks.add must be a campaign",
    (campaign) => sandbox.webhooks.add(HOOK, { campaign }),
    "none",
  ],
  [
    "`eventTypes` option of webhooks.add must be some of",
    (eventTypes) => sandbox.webhooks.add(HOOK, { eventTypes }),
    [],
  ],
  [
    "`numbers` option of webhooks.add must be a list of numbers that belong to the",
    (numbers) => sandbox.webhooks.add(HOOK, { numbers }),
    ["+1"],
  ],
  [
    "`token` option of webhooks.add must contain only visible ASCII",
    (token) => sandbox.webhooks.add(HOOK, { token }),
    "a b",
  ],
  ["`name` option of webhooks.add must be a string (got 5).", (name) => sandbox.webhooks.add(HOOK, { name }), 5],
  [
    "`duration` option of webhooks.outage must be a number",
    (duration) => sandbox.webhooks.outage("none", duration),
    "soon",
  ],
  [
    "`times` option of webhooks.replay must be a whole number from 1 to 100",
    (by) => sandbox.webhooks.replay("x", by),
    101,
  ],
  [
    "`mediaUrls` option of text must be a list of http",
    (mediaUrls) => sandbox.phone(PHONE).text("hi", { mediaUrls }),
    ["x"],
  ],
  [
    "`timeoutMs` option of waitFor must be a whole number",
    (timeoutMs) => sandbox.phone(PHONE).waitFor(/x/, { timeoutMs }),
    "20m",
  ],
  ["`signal` option of waitFor must be an AbortSignal", (signal) => sandbox.phone(PHONE).waitFor(/x/, { signal }), 5],
  [
    "`for` option of expectNothing must be a number of milliseconds",
    (by) => sandbox.phone(PHONE).expectNothing({ for: by }),
    -1,
  ],
  [
    "`matching` option of expectNothing must be a regular",
    (by) => sandbox.phone(PHONE).expectNothing({ matching: by }),
    "x",
  ],
])("%s (%#)", async (message, call, value) => {
  await expect((async () => call(value as never))()).rejects.toMatchObject(refused(message));
  expect(sandbox.webhooks.list()).toEqual([]);
});

test("a token that cannot be used is not shown", () => {
  expect(() => sandbox.webhooks.add(HOOK, { token: "s3 cret" })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining("s3 cret") }) as Error,
  );
});

test("what a test says of a phone, a tenant or a webhook", async () => {
  const phone = sandbox.phone("+12065550142");
  await expect(phone.waitFor(/code/, misspelt({ timeout: 1 }))).rejects.toMatchObject(
    refused("`timeout` is not an option of waitFor. The options are: timeoutMs, signal."),
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
    ["`timeout` is not an option of waitFor.", () => phone.waitFor(/code/, misspelt({ timeout: 1 }))],
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

test("a value that only the sandbox of another process can reject is the same error there", async () => {
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  const phone = await remote.phone("+12065550143");
  const calls: [string, () => Promise<unknown>][] = [
    ["`campaign` option of webhooks.add must be a campaign", () => remote.webhooks.add(HOOK, { campaign: "none" })],
    ["`url` option of webhooks.add: A webhook URL must be http", () => remote.webhooks.add("ftp://127.0.0.1/hook")],
    ["`by` option of clock.advance must be a number of milliseconds", () => remote.clock.advance("soon" as never)],
    ["`seed` option of tenant must be a string (got 5).", () => remote.tenant({ seed: 5 as never })],
    [
      "`token` option of webhooks.add must contain only visible ASCII",
      () => remote.webhooks.add(HOOK, { token: "a b" }),
    ],
    ["`mediaUrls` option of text must be a list of http", () => phone.text("hi", { mediaUrls: ["x"] })],
    ["`timeoutMs` option of waitFor must be a whole number", () => phone.waitFor(/x/, { timeoutMs: "20m" as never })],
    ["`for` option of expectNothing must be a number of milliseconds", () => phone.expectNothing({ for: -1 })],
  ];
  for (const [message, call] of calls) await expect(call()).rejects.toMatchObject(refused(message));
  const response = await fetch(`${sandbox.controlUrl}/_sandbox/v1/clock/speed`, {
    method: "POST",
    headers: { "x-sandbox-token": sandbox.controlToken, "content-type": "application/json" },
    body: JSON.stringify({ speed: 0 }),
  });
  expect([response.status, await response.json()]).toEqual([
    400,
    { error: expect.stringContaining("`speed` option of clock.setSpeed"), code: "config_option_invalid" },
  ]);
});
