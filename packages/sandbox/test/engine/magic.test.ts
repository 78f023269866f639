import { describe, expect, test } from "vitest";
import { MAGIC_NUMBERS, MAGIC_PREFIXES, startSandbox, type Sandbox } from "../../src/index.js";
import { call, raw, send } from "../support/api-client.js";
import { control } from "../support/control-client.js";
import { startReceiver, type Receiver } from "../support/receiver.js";

const magic = (suffix: string): string => `+1500555${suffix}`;

async function lifeOf(sandbox: Sandbox, suffix: string): Promise<string[]> {
  const id = await send(sandbox, { to: magic(suffix) });
  await sandbox.clock.advance("2h");
  const { timeline } = (await control(sandbox, "GET", `/messages/${id}`)).body;
  return timeline
    .filter(({ kind }: { kind: string }) => kind === "status")
    .map(({ status }: { status: string }) => status);
}

test("there are 13 prefixes, and each does the same", async () => {
  await using sandbox = await startSandbox({ clock: "manual", requestsPerSecond: false });
  expect(MAGIC_PREFIXES).toHaveLength(13);
  for (const prefix of MAGIC_PREFIXES) {
    const id = await send(sandbox, { to: `${prefix}5551330` });
    await sandbox.clock.settle();
    expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1330 });
  }
  for (const to of ["+15235551330", "+15005561330", "+12065550142"]) {
    const id = await send(sandbox, { to });
    await sandbox.clock.settle();
    expect(sandbox.message(id)!.status).toBe("DELIVERED");
  }
});

test.each<[string, string[]]>([
  ["0000", ["CREATED", "QUEUED", "SENT", "DELIVERED"]],
  ["0001", ["CREATED", "QUEUED", "SENT"]],
  ["0002", ["CREATED", "QUEUED", "SENT", "DELIVERED"]],
  ["0003", ["CREATED", "QUEUED", "EXPIRED"]],
  ["0004", ["CREATED", "QUEUED", "SENT", "DELIVERED", "READ"]],
  ["0005", ["CREATED", "QUEUED", "SENT", "FAILED"]],
  ["0006", ["CREATED", "SCHEDULED", "QUEUED", "SENT", "DELIVERED"]],
  ["0026", ["CREATED", "QUEUED", "SENT", "DELIVERED", "FAILED"]],
  ["1009", ["CREATED", "QUEUED", "FAILED"]],
  ["9999", ["CREATED", "QUEUED", "FAILED"]],
  ["0999", ["CREATED", "QUEUED", "SENT", "DELIVERED"]],
])("[magic-numbers] [failure-codes] %s becomes %j", async (suffix, expected) => {
  await using sandbox = await startSandbox({ clock: "manual" });
  expect(await lifeOf(sandbox, suffix)).toEqual(expected);
});

test("[scheduling] 0002 is delivered half an hour later, 0006 is scheduled for an hour", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const late = await send(sandbox, { to: magic("0002") });
  const scheduled = await send(sandbox, { to: magic("0006") });
  await sandbox.clock.advance("1799s");
  expect(sandbox.message(late)!.status).toBe("SENT");
  await sandbox.clock.advance("1s");
  expect(sandbox.message(late)!.status).toBe("DELIVERED");
  const due = sandbox.message(scheduled)!;
  expect(due).toMatchObject({ status: "SCHEDULED", sentAt: null });
  expect(Date.parse(due.scheduledAt!) - Date.parse(due.updatedAt)).toBe(3_600_000);
  await sandbox.clock.advance("30m");
  expect(sandbox.message(scheduled)!.status).toBe("DELIVERED");
});

test.each<[string, string[]]>([
  ["0010", ["Thanks, I will be there."]],
  ["0011", ["Look at this"]],
  ["0012", ["STOP"]],
  ["0013", ["START"]],
  ["0014", ["HELP"]],
  ["0015", ["Wait", "I mean", "Yes please"]],
])("%s texts back %j", async (suffix, bodies) => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await send(sandbox, { to: magic(suffix) });
  await sandbox.clock.settle();
  const texts = sandbox.messages().filter(({ direction }) => direction === "INBOUND");
  expect(texts.map(({ body }) => body)).toEqual(bodies);
  expect(texts.map(({ type }) => type)).toEqual(bodies.map(() => (suffix === "0011" ? "MMS" : "SMS")));
  expect(texts.every(({ from, to }) => from === magic(suffix) && to === sandbox.number)).toBe(true);
});

test("nothing sticks: after its STOP the next send is delivered all the same, though the event told of it", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  for (let round = 1; round <= 2; round += 1) {
    const id = await send(sandbox, { to: magic("0012") });
    await sandbox.clock.settle();
    expect(sandbox.message(id)!.status).toBe("DELIVERED");
    expect(sandbox.events("recipient.optout")).toHaveLength(round);
  }
  expect((await control(sandbox, "GET", "/optouts")).body.optouts).toEqual([]);
});

describe("webhooks", () => {
  async function heard(suffix: string): Promise<{ receiver: Receiver; statuses: string[]; sandbox: Sandbox }> {
    const receiver = await startReceiver();
    const sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    await send(sandbox, { to: magic(suffix) });
    await sandbox.clock.settle();
    await sandbox.close();
    await receiver[Symbol.asyncDispose]();
    return { receiver, sandbox, statuses: receiver.received.map(({ event }) => event.message.status) };
  }
  const ids = (receiver: Receiver): number => new Set(receiver.received.map(({ event }) => event.id)).size;

  test("0020: DELIVERED before SENT", async () => {
    expect((await heard("0020")).statuses).toEqual(["QUEUED", "DELIVERED", "SENT"]);
  });

  test("0021: each twice with the same id; 0022: with different ids", async () => {
    const twice = ["QUEUED", "QUEUED", "SENT", "SENT", "DELIVERED", "DELIVERED"];
    const same = await heard("0021");
    expect(same.statuses).toEqual(twice);
    expect(ids(same.receiver)).toBe(3);
    const different = await heard("0022");
    expect(different.statuses).toEqual(twice);
    expect(ids(different.receiver)).toBe(6);
  });

  test("0023: the first event is answered before the send is", async () => {
    await using receiver = await startReceiver();
    await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
    const id = await send(sandbox, { to: magic("0023") });
    expect(receiver.received.map(({ event }) => [event.message.id, event.message.status])).toEqual([[id, "QUEUED"]]);
    await sandbox.clock.settle();
    expect(receiver.received).toHaveLength(3);
  });

  test("0024: a wrong token, then the right one", async () => {
    const { receiver, sandbox } = await heard("0024");
    const right = receiver.received.map(({ headers }) => headers["x-webhook-token"] === sandbox.webhookToken);
    expect(right).toEqual([false, true, false, true, false, true]);
    expect(ids(receiver)).toBe(3);
  });

  test("0025: none, though the message is delivered", async () => {
    const { statuses, sandbox } = await heard("0025");
    expect(statuses).toEqual([]);
    expect(sandbox.messages()).toMatchObject([{ status: "DELIVERED" }]);
  });
});

describe("answers", () => {
  const body = (sandbox: Sandbox, suffix: string, reference: string): string =>
    JSON.stringify({
      campaign: sandbox.campaign,
      to: magic(suffix),
      body: "Hello",
      metadata: { sendo_ref: reference },
    });
  const post = (sandbox: Sandbox, suffix: string) =>
    raw(sandbox, {
      method: "POST",
      path: "/v1/message/send",
      headers: { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/json" },
      body: body(sandbox, suffix, suffix),
    });

  test.each([400, 401, 403, 404, 429, 500, 503])("0%i answers that, and nothing is accepted", async (status) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const answer = await post(sandbox, `0${status}`);
    expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
    expect(answer.headers["x-ratelimit-remaining"]).toBe(status === 429 ? "0" : "19");
    expect(sandbox.messages()).toEqual([]);
    expect(sandbox.requests()).toMatchObject([{ status, accepted: false, faultId: "magic" }]);
  });

  test.each([502, 504])("0%i answers a gateway's page", async (status) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const answer = await post(sandbox, `0${status}`);
    expect(answer).toMatchObject({ status, headers: { "content-type": "text/html" }, body: undefined });
    expect(answer.text).toMatch(/^<html>/);
    expect(sandbox.requests()).toMatchObject([{ status, accepted: false }]);
  });

  test.each([
    ["0590", false],
    ["0592", true],
    ["0599", true],
  ])("%s breaks the connection; accepted: %s", async (suffix, accepted) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    await expect(post(sandbox, suffix)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(sandbox.acceptedPerReference().get(suffix)).toBe(accepted ? 1 : undefined);
    expect(sandbox.requests()).toMatchObject([{ status: suffix === "0592" ? 200 : 0, accepted }]);
  });

  test("0591 is never answered, and the sandbox can be closed all the same", async () => {
    const sandbox = await startSandbox({ clock: "manual" });
    const answer = post(sandbox, "0591").catch((error: NodeJS.ErrnoException) => error.code);
    while (sandbox.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await sandbox.clock.settle();
    await sandbox.close();
    expect(await answer).toBe("ECONNRESET");
    expect(sandbox.messages()).toEqual([]);
  });

  test("a GET of such a number's messages is nothing special", async () => {
    await using sandbox = await startSandbox({ clock: "manual" });
    const path = `/v1/message/list?campaign=${sandbox.campaign}&number=${encodeURIComponent(magic("0500"))}`;
    expect((await call(sandbox, "GET", path)).status).toBe(200);
  });
});

test("the table is data: complete, without doubles, and served", async () => {
  await using sandbox = await startSandbox();
  expect((await control(sandbox, "GET", "/magic")).body).toEqual({
    prefixes: MAGIC_PREFIXES,
    infix: "555",
    numbers: MAGIC_NUMBERS,
  });
  expect(new Set(MAGIC_NUMBERS.map(({ suffix }) => suffix)).size).toBe(MAGIC_NUMBERS.length);
  for (const { example, outcome } of MAGIC_NUMBERS) {
    expect(example).toMatch(/^\+1500555\d{4}$/);
    expect(outcome).toMatch(/\.$/);
  }
});
