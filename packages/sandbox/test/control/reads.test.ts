import { expect, test } from "vitest";
import { ASSUMPTIONS, startSandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";
const OTHER = "+12065550177";

test("what the sandbox was started with", async () => {
  await using sandbox = await startSandbox({ clock: "manual", seed: "seven", window: "token-bucket" });
  expect((await control(sandbox, "GET", "/info")).body).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    seed: "seven",
    limit: { requestsPerSecond: 20, window: "token-bucket", resetFormat: "epoch-seconds" },
    clock: { mode: "manual", now: new Date(sandbox.clock.epochMs()).toISOString() },
  });
});

test("a seed that was made up is told, and gives the same ids again", async () => {
  await using first = await startSandbox({ clock: "manual" });
  const { seed } = (await control(first, "GET", "/info")).body;
  await using second = await startSandbox({ clock: "manual", seed });
  expect(await send(second)).toBe(await send(first));
});

test("messages by number, status and words", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const found = async (query: string): Promise<string[]> =>
    (await control(sandbox, "GET", `/messages?${query}`)).body.messages.map(({ id }: { id: string }) => id);
  const first = await send(sandbox, { body: "Your TABLE is ready" });
  await sandbox.clock.settle();
  const second = await send(sandbox, { to: OTHER, body: "Table 9 is late" });
  expect(await found("q=table")).toEqual([first, second]);
  expect(await found("q=TABLE&status=DELIVERED")).toEqual([first]);
  expect(await found("q=table&limit=1")).toEqual([second]);
  expect(await found(`q=${encodeURIComponent(OTHER.slice(2))}`)).toEqual([second]);
  expect(await found("q=nothing")).toEqual([]);
  expect(await found("status=FAILED")).toEqual([]);
});

test("a message's timeline: its request, each status, each attempt to tell of it", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({
    clock: "manual",
    webhookUrl: receiver.url,
    delays: { queuedMs: 1000, sentMs: 2000, deliveredMs: 3000 },
  });
  receiver.answer = (response, { event }) =>
    response.writeHead(event.message.status === "SENT" && receiver.received.length === 2 ? 500 : 200).end();
  await send(sandbox);
  const id = await send(sandbox);
  await sandbox.clock.advance("3s");
  await sandbox.clock.advance("2m");

  const { message, timeline, deliveries } = (await control(sandbox, "GET", `/messages/${id}`)).body;
  expect(message).toMatchObject({ id, status: "DELIVERED" });
  const startMs = Date.parse(message.createdAt);
  const told = timeline.map((entry: Record<string, unknown>) => [
    Date.parse(String(entry["at"])) - startMs,
    entry["kind"],
    entry["status"] ?? (entry["request"] as { status: number } | undefined)?.status,
  ]);
  expect(told).toEqual([
    [0, "request", 200],
    [0, "status", "CREATED"],
    [1000, "status", "QUEUED"],
    [1000, "delivery", undefined],
    [3000, "status", "SENT"],
    [3000, "delivery", undefined],
    [6000, "status", "DELIVERED"],
    [6000, "delivery", undefined],
  ]);
  expect(timeline[0].request).toMatchObject({ route: "/v1/message/send", accepted: true, message: id });
  expect(timeline[3].attempt).toMatchObject({ number: 1, httpStatus: 200 });
  expect(deliveries).toHaveLength(3);
  expect((await control(sandbox, "GET", "/messages/unknown")).status).toBe(404);
});

test("a message is never accepted before its own request, also when its event is answered first", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ webhookUrl: receiver.url });
  receiver.answer = (response, { event }) => {
    const accepted = Date.parse(event.message.createdAt);
    const answer = (): void => void (sandbox.clock.epochMs() > accepted + 1 ? response.end() : setImmediate(answer));
    answer();
  };
  const id = await send(sandbox, { to: "+15005550023" });
  const { timeline } = (await control(sandbox, "GET", `/messages/${id}`)).body;
  expect(timeline.slice(0, 3)).toMatchObject([{ kind: "request" }, { status: "CREATED" }, { status: "QUEUED" }]);
});

test("deliveries of one message, or to one webhook", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const { id: webhook } = sandbox.webhooks.add(receiver.url);
  sandbox.webhooks.add(`${receiver.url}/second`, { eventTypes: ["recipient.optout"] });
  const id = await send(sandbox);
  await send(sandbox);
  await sandbox.clock.settle();
  sandbox.phone(PHONE).text("STOP");
  await sandbox.clock.settle();
  const count = async (query: string): Promise<number> =>
    (await control(sandbox, "GET", `/deliveries?${query}`)).body.deliveries.length;
  expect(await count("")).toBe(3 + 3 + 2 + 1 + 3); // two sends, incoming and opt-out, the confirmation
  expect(await count(`message=${id}`)).toBe(3);
  expect(await count(`webhook=${webhook}`)).toBe(11);
  expect(await count("webhook=none")).toBe(0);
});

test("requests: what was accepted, what is left of the limit, how long it took", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: 3 });
  const id = await send(sandbox);
  await call(sandbox, "GET", "/v1/message/unknown");
  await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign });
  await call(sandbox, "GET", "/v1/campaign/list");
  const { requests } = (await control(sandbox, "GET", "/requests")).body;
  expect(requests).toMatchObject([
    { id: 1, route: "/v1/message/send", status: 200, accepted: true, message: id, remaining: 2 },
    { id: 2, route: "/v1/message/{id}", status: 404, accepted: false, remaining: 1 },
    { id: 3, route: "/v1/message/send", status: 400, accepted: false, remaining: 0 },
    { id: 4, route: "/v1/campaign/list", status: 429, accepted: false, remaining: 0 },
  ]);
  for (const { latencyMs } of requests) expect(latencyMs).toBeGreaterThanOrEqual(0);
  expect(requests[1]).not.toHaveProperty("message");
});

test("conversations, the latest first", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await send(sandbox, { to: OTHER });
  sandbox.phone(PHONE).text("Hello");
  sandbox.phone(OTHER).text("STOP");
  const { phones } = (await control(sandbox, "GET", "/phones")).body;
  expect(phones).toMatchObject([
    { number: OTHER, messages: 3, last: { direction: "OUTBOUND" }, optedOutOf: [sandbox.campaign] },
    { number: PHONE, messages: 1, last: { body: "Hello" }, optedOutOf: [] },
  ]);
});

test("opt-outs can be seen and set", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const set = (body: object) => control(sandbox, "POST", "/optouts", { body });
  sandbox.phone(OTHER).text("stop");
  expect((await set({ number: PHONE, optedOut: true })).body.optouts).toEqual([
    { campaign: sandbox.campaign, number: OTHER, at: expect.stringMatching(/Z$/) },
    { campaign: sandbox.campaign, number: PHONE, at: expect.stringMatching(/Z$/) },
  ]);
  const id = await send(sandbox);
  await sandbox.clock.settle();
  expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1310 });
  await set({ number: OTHER, optedOut: false });
  expect((await control(sandbox, "GET", "/optouts")).body.optouts).toMatchObject([{ number: PHONE }]);
  for (const body of [
    { number: PHONE },
    { number: "2065550142", optedOut: true },
    { number: PHONE, optedOut: true, campaign: "Unknown1" },
  ]) {
    expect((await set(body)).status).toBe(400);
  }
});

test("campaigns, numbers and the ledger", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  expect((await control(sandbox, "GET", "/campaigns")).body.campaigns).toMatchObject([
    { id: sandbox.campaign, status: "ACTIVE", numbers: sandbox.numbers },
    { id: sandbox.pendingCampaign, status: "PENDING", numbers: [] },
  ]);
  expect((await control(sandbox, "GET", "/numbers")).body.numbers).toMatchObject(
    sandbox.numbers.map((number) => ({ number, campaign: sandbox.campaign, status: "ACTIVE" })),
  );
  const { assumptions, questions } = (await control(sandbox, "GET", "/fidelity")).body;
  expect(assumptions).toEqual(ASSUMPTIONS);
  expect(questions).toHaveLength(32);
  expect((await control(sandbox, "GET", "/clock")).body).toMatchObject({ mode: "manual" });
});

test("a request is kept with its body, its response and why it was rejected", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await send(sandbox, { body: "y".repeat(1500), metadata: { note: "x".repeat(500), order: "x".repeat(500) } });
  await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign, to: "12", body: "Hello" });
  await call({ clientOptions: { ...sandbox.clientOptions, apiKey: "sandbox_wrong" } }, "GET", "/v1/message/list");
  const [sent, rejected, foreign] = sandbox.requests();
  expect(sent).not.toHaveProperty("reason");
  expect(rejected!.reason).toContain('"to"');
  expect(foreign!.reason).toEqual(expect.any(String));
  const read = async (id: number) => (await control(sandbox, "GET", `/requests/${id}`)).body;
  expect((await read(sent!.id)).body).toHaveLength(2048);
  expect(JSON.parse((await read(rejected!.id)).body)).toMatchObject({ to: "12", body: "Hello" });
  expect(JSON.parse((await read(rejected!.id)).response)).toEqual({ success: false, error: rejected!.reason });
  expect(await read(foreign!.id)).toMatchObject({
    request: { id: foreign!.id },
    response: expect.stringContaining("error"),
  });
  expect(await read(foreign!.id)).not.toHaveProperty("body");
  expect((await control(sandbox, "GET", "/requests/99")).status).toBe(404);
  sandbox.reset();
  expect((await control(sandbox, "GET", `/requests/${sent!.id}`)).status).toBe(404);
});

test("messages are deleted one by one or all together, with what was raised about them", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const id = await send(sandbox, { to: "+15005550031" });
  await send(sandbox);
  const post = (path: string) => control(sandbox, "POST", path, { body: {} });
  expect(await post(`/messages/${id}/delete`)).toMatchObject({ status: 200, body: { id } });
  expect((await post(`/messages/${id}/delete`)).status).toBe(404);
  await sandbox.clock.advance("1h");
  expect(sandbox.messages()).toMatchObject([{ status: "DELIVERED" }]);
  expect(sandbox.events().every(({ message }) => message["id"] !== id)).toBe(true);
  expect((await post("/messages/clear")).status).toBe(200);
  expect([sandbox.messages(), sandbox.events()]).toEqual([[], []]);
});
