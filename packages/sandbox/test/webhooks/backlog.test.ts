import { expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../src/index.js";
import { startReceiver } from "../support/receiver.js";

const PHONE = "+12065550142";
const MOST = 10_000;

/** Reads the event stream until it has `text`. */
async function untilTold({ controlUrl, controlToken }: Sandbox, text: string): Promise<void> {
  const headers = { "x-sandbox-token": controlToken, "last-event-id": "0" };
  const { body } = await fetch(`${controlUrl}/_sandbox/v1/events`, { headers });
  const decoder = new TextDecoder();
  let read = "";
  for await (const piece of body!) if ((read += decoder.decode(piece, { stream: true })).includes(text)) return;
  throw new Error(`The stream ended without ${text}.`);
}

test("an app that is down: at most 10,000 deliveries wait, and the oldest fail, with a problem that names the webhook", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  const url = "http://127.0.0.1:9/webhooks/sendo?secret=1";
  const { id } = sandbox.webhooks.add(url, { eventTypes: ["message.incoming"] });
  sandbox.webhooks.outage(id, "30s");
  for (let index = 0; index < MOST; index += 1) sandbox.phone(PHONE).text(`Text ${index}`);
  await sandbox.clock.settle();
  const [first, second] = sandbox.webhooks.deliveries();
  expect(first).toMatchObject({ state: "waiting", event: { message: { body: "Text 0" } } });
  expect(sandbox.problems()).toEqual([]);

  const told = untilTold(sandbox, '"errorCode":"BACKLOG"');
  await fetch(`${sandbox.controlUrl}/_sandbox/v1/info`, { headers: { "x-sandbox-token": sandbox.controlToken } }); // after the stream was opened
  sandbox.phone(PHONE).text("One too many");
  await sandbox.clock.settle();
  await told;
  expect(sandbox.webhooks.deliveries().filter(({ state }) => state === "waiting")).toHaveLength(MOST);
  expect(sandbox.problems()).toMatchObject([{ code: "webhook_backlog", tenant: "default", count: 1 }]);
  expect(sandbox.problems()[0]!.message).toMatch(/^Deliveries to 127\.0\.0\.1:9\/webhooks\/sendo failed/);
  expect(await sandbox.webhooks.retry(first!.id)).toBe(false);
  expect(await sandbox.webhooks.retry(second!.id)).toBe(true);
});

test("an app that hangs: what waits for a free connection counts, and is given up when all starts over", async () => {
  await using receiver = await startReceiver();
  await using sandbox = await startSandbox({ clock: "manual" });
  const add = () => sandbox.webhooks.add(receiver.url, { eventTypes: ["message.incoming"] });
  receiver.answer = () => {};
  add();
  for (let index = 0; index < 100; index += 1) sandbox.phone(PHONE).text(`Before ${index}`);
  sandbox.reset();
  add();
  for (let index = 0; index < MOST + 5; index += 1) sandbox.phone(PHONE).text(`After ${index}`);
  expect(sandbox.problems()).toMatchObject([{ code: "webhook_backlog", count: 5 }]);
  expect(sandbox.webhooks.deliveries().every(({ attempts }) => attempts.length === 0)).toBe(true);
});
