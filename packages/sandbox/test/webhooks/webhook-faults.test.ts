import { describe, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";

const states = (sandbox: Sandbox): string[] => sandbox.webhooks.deliveries().map(({ state }) => state);

test("an outage: nothing arrives, retries go on as documented, and bring it once it is over", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const { id } = sandbox.webhooks.add(receiver.url);
  const { outageUntil } = sandbox.webhooks.outage(id, "10m");
  expect(Date.parse(outageUntil!) - sandbox.clock.epochMs()).toBe(600_000);
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.advance("14m");
  expect(receiver.received).toEqual([]);
  await sandbox.clock.advance("1m");
  expect(receiver.received).toHaveLength(1);
  const [delivery] = sandbox.webhooks.deliveries();
  expect(delivery!.attempts.map(({ errorCode, faultId, httpStatus }) => [errorCode, faultId, httpStatus])).toEqual([
    ...Array.from({ length: 4 }, () => ["OUTAGE", "fault-1", undefined]),
    [undefined, undefined, 200],
  ]);
});

test("an outage can be ended at once, and concerns its webhook only", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const { id } = sandbox.webhooks.add(`${receiver.url}/first`);
  sandbox.webhooks.add(`${receiver.url}/second`);
  sandbox.webhooks.outage(id, "1h");
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  expect(receiver.received.map(({ url }) => url)).toEqual(["/webhooks/sendo/second"]);
  expect(sandbox.webhooks.outage(id, 0)).toMatchObject({ faults: [] });
  sandbox.phone(PHONE).text("Again");
  await sandbox.clock.settle();
  expect(receiver.received).toHaveLength(3);
});

test("a wrong token, until it is right again", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const { id, token } = sandbox.webhooks.add(receiver.url);
  receiver.answer = (response, { headers }) =>
    response.writeHead(headers["x-webhook-token"] === token ? 200 : 401).end();
  sandbox.webhooks.wrongToken(id, true);
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  expect(sandbox.webhooks.deliveries()).toMatchObject([{ attempts: [{ httpStatus: 401, faultId: "fault-1" }] }]);
  sandbox.webhooks.wrongToken(id, false);
  await sandbox.clock.advance("1m");
  expect(states(sandbox)).toEqual(["delivered"]);
});

describe("a rule", () => {
  test("drops an event for good", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    sandbox.faults.add({ effect: "drop", times: 1 });
    await send(sandbox);
    await sandbox.clock.advance("2h");
    expect(receiver.received.map(({ event }) => event.message.status)).toEqual(["SENT", "DELIVERED"]);
    expect(sandbox.webhooks.deliveries()[0]).toMatchObject({ state: "dropped", attempts: [], faultId: "fault-1" });
  });

  test("duplicates an event, with the same id", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    sandbox.faults.add({ effect: "duplicate" });
    sandbox.phone(PHONE).text("Hello");
    await sandbox.clock.settle();
    const [first, second] = sandbox.webhooks.deliveries();
    expect(receiver.received.map(({ event }) => event.id)).toEqual([first!.event.id, first!.event.id]);
    expect(second).toMatchObject({ replayOf: first!.id, faultId: "fault-1" });
  });

  test("holds an event back until the next one, or for half a minute", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    const bodies = (): string[] => receiver.received.map(({ event }) => event.message.body);
    sandbox.faults.add({ effect: "reorder", times: 1 });
    sandbox.phone(PHONE).text("One");
    await sandbox.clock.advance("10s");
    expect(bodies()).toEqual([]);
    sandbox.phone(PHONE).text("Two");
    await sandbox.clock.advance("1s");
    expect(bodies()).toEqual(["Two", "One"]);
    sandbox.faults.add({ effect: "reorder", times: 1 });
    sandbox.phone(PHONE).text("Three");
    await sandbox.clock.advance("30s");
    expect(bodies()).toEqual(["Two", "One", "Three"]);
  });

  test("concerns one phone only", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    sandbox.faults.add({ effect: "drop", number: PHONE });
    sandbox.phone(PHONE).text("Hello");
    sandbox.phone("+12065550177").text("Hello too");
    await sandbox.clock.settle();
    expect(receiver.received.map(({ event }) => event.message.body)).toEqual(["Hello too"]);
  });
});

test("the next attempt can be made now", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  const { id } = sandbox.webhooks.deliveries()[0]!;
  expect(await sandbox.webhooks.retry(id)).toBe(true);
  const [delivery] = sandbox.webhooks.deliveries();
  expect(delivery!.attempts.map(({ number }) => number)).toEqual([1, 2]);
  expect(Date.parse(delivery!.attempts[1]!.nextDueAt!) - sandbox.clock.epochMs()).toBe(120_000);
  await sandbox.clock.advance("1m"); // the retry that was due then has been made already
  expect(receiver.received).toHaveLength(2);
  receiver.answer = (response) => response.end();
  await sandbox.webhooks.retry(id);
  expect(states(sandbox)).toEqual(["delivered"]);
  expect(await sandbox.webhooks.retry(id)).toBe(false);
  expect(await sandbox.webhooks.retry("unknown")).toBe(false);
});

test("an event can be sent again, as often as one likes", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  const { id, event } = sandbox.webhooks.deliveries()[0]!;
  expect(sandbox.webhooks.replay(id, 2)).toMatchObject([{ replayOf: id }, { replayOf: id }]);
  await sandbox.clock.settle();
  expect(receiver.received.map((received) => received.event.id)).toEqual([event.id, event.id, event.id]);
  for (const times of [0, 101, 1.5]) expect(() => sandbox.webhooks.replay(id, times)).toThrow(/1 to 100/);
  sandbox.webhooks.remove(sandbox.webhooks.list()[0]!.id);
  expect(() => sandbox.webhooks.replay(id)).toThrow(/was removed/);
});

test("a removed webhook takes its faults with it", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const { id } = sandbox.webhooks.add("http://127.0.0.1:9/hook");
  sandbox.webhooks.outage(id, "1h");
  sandbox.webhooks.remove(id);
  expect(sandbox.faults.list()).toEqual([]);
  expect(() => sandbox.webhooks.outage(id, "1h")).toThrow(/No webhook/);
});

test("another process can do all of this", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const post = (path: string, body: object = {}) => control(sandbox, "POST", path, { body });
  const { id } = sandbox.webhooks.add(receiver.url);
  expect((await post(`/webhooks/${id}/outage`, { for: "10m" })).body.webhook).toMatchObject({
    id,
    outageUntil: expect.stringMatching(/Z$/),
    faults: ["fault-1"],
  });
  sandbox.phone(PHONE).text("Hello");
  await sandbox.clock.settle();
  expect((await post(`/webhooks/${id}/outage`, { for: "0" })).body.webhook).not.toHaveProperty("outageUntil");
  expect((await post(`/webhooks/${id}/token`, { wrong: true })).body.webhook.faults).toHaveLength(1);
  expect((await post(`/webhooks/${id}/token`, { wrong: false })).body.webhook.faults).toEqual([]);
  const [delivery] = sandbox.webhooks.deliveries();
  const retried = await post(`/deliveries/${delivery!.id}/retry`);
  expect(retried.body.delivery).toMatchObject({
    state: "delivered",
    attempts: [{ errorCode: "OUTAGE" }, { httpStatus: 200 }],
  });
  expect((await post(`/deliveries/${delivery!.id}/retry`)).status).toBe(409);
  expect((await post(`/deliveries/${delivery!.id}/replay`, { times: 2 })).body.deliveries).toHaveLength(2);
  expect((await post("/deliveries/unknown/replay")).status).toBe(404);
  expect((await post(`/webhooks/${id}/outage`, {})).status).toBe(400);
  expect((await post(`/webhooks/${id}/token`, { wrong: "yes" })).status).toBe(400);
  expect((await post("/webhooks/unknown/outage", { for: "1m" })).status).toBe(400);
  expect((await post(`/webhooks/${id}/remove`)).body.webhook).toMatchObject({ id });
  expect((await post(`/webhooks/${id}/remove`)).status).toBe(404);
});
