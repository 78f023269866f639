import { expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { call, send } from "../support/api-client.js";
import { startReceiver, type Receiver } from "../support/receiver.js";

const PHONE = "+12065550142";

const types = (receiver: Receiver): string[] =>
  receiver.received.map(({ event }) => `${event.type} ${event.message.status}`);

async function statusAfterSettling(sandbox: Sandbox, id: string): Promise<string> {
  await sandbox.clock.settle();
  return sandbox.message(id)!.status;
}

test("[optout-1310] [optout-send-200] [event-optout] STOP is confirmed, told and respected, until START", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual", webhookUrl: receiver.url });
  const phone = sandbox.phone(PHONE);

  phone.text("Stop!");
  await sandbox.clock.settle();
  expect(types(receiver).slice(0, 2).sort()).toEqual(["message.incoming DELIVERED", "recipient.optout DELIVERED"]);
  expect(types(receiver).slice(2)).toEqual([
    "message.status QUEUED",
    "message.status SENT",
    "message.status DELIVERED",
  ]);
  expect(receiver.received.find(({ event }) => event.type === "recipient.optout")!.event).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    timestamp: expect.stringMatching(/Z$/),
    message: { from: PHONE, to: sandbox.number, body: "Stop!" },
  });
  const confirmation = phone.messages().at(-1)!;
  expect(confirmation).toMatchObject({ direction: "OUTBOUND", status: "DELIVERED", from: sandbox.number, to: PHONE });
  expect(confirmation.body).toMatch(/^NETWORK MSG:.*START/);

  const before = receiver.received.length;
  const blocked = await send(sandbox);
  await sandbox.clock.settle();
  const { body } = await call(sandbox, "GET", `/v1/message/${blocked}`);
  expect(body.message).toMatchObject({ status: "FAILED", errorCode: 1310, errorMessage: expect.any(String) });
  expect(body.message.sentAt).toBeNull();
  expect(receiver.received.slice(before).map(({ event }) => event)).toMatchObject([
    { type: "message.status", message: { id: blocked, status: "FAILED", errorCode: 1310 } },
  ]);
  expect(phone.messages().map(({ id }) => id)).not.toContain(blocked);
  expect(await statusAfterSettling(sandbox, await send(sandbox, { to: "+12065550143" }))).toBe("DELIVERED");

  phone.text("please START again");
  expect(await statusAfterSettling(sandbox, await send(sandbox))).toBe("DELIVERED");
  expect(phone.messages().some(({ body: text }) => /^NETWORK MSG:.*subscribed/.test(text))).toBe(true);
});

test("[automatic-answers] HELP answers and changes nothing, for those who opted out as well", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const phone = sandbox.phone(PHONE);
  phone.text("stop");
  phone.text("help");
  await sandbox.clock.settle();
  expect(phone.messages().at(-1)!.body).toMatch(/^NETWORK MSG:.*STOP.*START/);
  expect(await statusAfterSettling(sandbox, await send(sandbox))).toBe("FAILED");
});

test("[optout-moment] a send that was accepted after STOP stays blocked, even if START comes before it is looked at", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  sandbox.phone(PHONE).text("STOP");
  const id = await send(sandbox);
  sandbox.phone(PHONE).text("START");
  expect(await statusAfterSettling(sandbox, id)).toBe("FAILED");
});

test("[optout-moment] STOP between accepting and queueing blocks too", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const id = await send(sandbox);
  sandbox.phone(PHONE).text("STOP");
  expect(await statusAfterSettling(sandbox, id)).toBe("FAILED");
});

test.each(["nonstop", "STOPPED", "unstoppable", "st op", "S.T.O.P", "1"])(
  "[keyword-match] %j is no keyword",
  async (text) => {
    await using sandbox = await startSandbox({ clock: "manual" });
    sandbox.phone(PHONE).text(text);
    expect(await statusAfterSettling(sandbox, await send(sandbox))).toBe("DELIVERED");
  },
);
