import { afterEach, expect, test, vi } from "vitest";
import { connectSandbox, startSandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { startReceiver } from "../support/receiver.js";

afterEach(() => vi.unstubAllEnvs());

const ANN = "+12065550142";

test("everything that a tenant can do in process, another process can ask for", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  expect(remote.clientOptions).toEqual(sandbox.clientOptions);
  expect(remote.webhookOptions).toEqual(sandbox.webhookOptions);
  expect(remote).toMatchObject({ name: "default", number: sandbox.number, webhookToken: sandbox.webhookToken });

  const webhook = await remote.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  expect(await remote.webhooks.list()).toEqual([webhook]);
  const ann = await remote.phone(ANN);
  const text = await ann.text("Hello", { to: sandbox.numbers[1]! });
  expect(text).toMatchObject({ to: sandbox.numbers[1], direction: "INBOUND" });
  const id = await send(sandbox, { body: "CODE 482913", metadata: { sendo_ref: "__proto__" } });
  expect(await ann.waitFor(/code (\d{6})(x)?/i)).toMatchObject({ message: { id }, captures: ["482913", undefined] });
  await ann.expectNothing();
  await remote.clock.settle();
  expect(await remote.webhooks.deliveries()).toEqual(sandbox.webhooks.deliveries());
  expect(await remote.messages()).toEqual(sandbox.messages());
  expect(await ann.messages()).toEqual(sandbox.phone(ANN).messages());
  expect(await remote.message(id)).toEqual(sandbox.message(id));
  expect(await remote.message("none")).toBeUndefined();
  expect(await remote.events("message.incoming")).toEqual(sandbox.events("message.incoming"));
  expect((await remote.events()).length).toBe(sandbox.events().length);
  expect(await remote.requests()).toEqual(sandbox.requests());
  expect(await remote.problems()).toEqual([]);
  expect([...(await remote.acceptedPerReference())]).toEqual([["__proto__", 1]]);
  const before = sandbox.clock.epochMs();
  await remote.clock.advance("20m");
  expect(sandbox.clock.epochMs() - before).toBe(1_200_000);
  await remote.approveCampaign(remote.pendingCampaign);
  await send(sandbox, { campaign: sandbox.pendingCampaign, from: undefined }).catch(() => {}); // has no number yet
  await remote.reset();
  expect(await remote.messages()).toEqual([]);
});

test("failures come with the code and the near misses that they have in process", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  const ann = await remote.phone();
  await send(sandbox, { to: ann.number });
  await expect(ann.waitFor(/code/, { timeoutMs: 1 })).rejects.toMatchObject({
    code: "wait_timeout",
    message: expect.stringContaining('DELIVERED  "Your table is ready"  (does not match)'),
  });
  await expect(ann.expectNothing({ matching: /table/i })).rejects.toMatchObject({ code: "unexpected_text" });
  await expect(ann.text("")).rejects.toMatchObject({ code: "option_invalid" });
  await expect(remote.webhooks.add("https://evil.example")).rejects.toMatchObject({ code: "webhook_target_refused" });
  await expect(ann.waitFor(/x/, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
});

test("tenants of other processes are their own, and end with their block", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  let apiKey: string;
  {
    await using acme = await remote.tenant({ seed: "7" });
    ({ apiKey } = acme);
    await send({ ...sandbox, ...acme } as never);
    expect(await acme.messages()).toHaveLength(1);
    expect((await acme.phone()).number).toMatch(/^\+1/);
    await acme.drop();
  }
  expect(sandbox.messages()).toEqual([]);
  await expect(send({ ...sandbox, clientOptions: { ...sandbox.clientOptions, apiKey } })).rejects.toThrow("403");
});

test("a tenant's `settle` waits until its webhook has answered, in process and in another one", async () => {
  await using receiver = await startReceiver();
  receiver.answer = (response) => setImmediate(() => response.writeHead(503).end());
  await using sandbox = await startSandbox({ delays: { queuedMs: 0, sentMs: 0, deliveredMs: 0 } });
  const remote = await connectSandbox({ controlUrl: sandbox.controlUrl, controlToken: sandbox.controlToken });
  await using far = await remote.tenant();
  await using near = sandbox.tenant();
  for (const tenant of [far, near]) {
    await tenant.webhooks.add(receiver.url);
    await (await tenant.phone()).text("On my way");
    await tenant.settle();
    const [delivery] = await tenant.webhooks.deliveries();
    expect(delivery?.attempts).toMatchObject([{ httpStatus: 503 }]); // and not until its retry, a minute later
  }
});

test("the address comes from the environment, and what is wrong with it is said", async () => {
  vi.stubEnv("SENDO_SANDBOX_CONTROL_URL", undefined);
  await expect(connectSandbox()).rejects.toMatchObject({
    code: "control_failed",
    message: expect.stringContaining("SENDO_SANDBOX_CONTROL_URL"),
  });
  await using sandbox = await startSandbox();
  for (const [name, value] of Object.entries(sandbox.controlEnv)) vi.stubEnv(name, value);
  expect((await connectSandbox()).apiKey).toBe(sandbox.apiKey);
  await expect(connectSandbox({ controlToken: "wrong" })).rejects.toThrow(/X-Sandbox-Token/);
  await expect(connectSandbox({ controlUrl: "http://127.0.0.1:9" })).rejects.toThrow(/No sandbox is responding at/);
  await expect(connectSandbox({ controlUrl: "http://evil.example" })).rejects.toThrow(/on localhost/);
});
