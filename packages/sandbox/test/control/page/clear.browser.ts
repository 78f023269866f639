import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FAILURE_DESCRIPTIONS } from "../../../src/engine/failure-codes.js";
import { send } from "../../support/api-client.js";
import { launchBrowser, openPage } from "../../support/open-page.js";
import { startReceiver } from "../../support/receiver.js";

// What runs in the page. The library of DOM types would change those of Node in the whole package.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
declare const document: any;

const ANN = "+12065550142";
const BOB = "+12065550143";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("messages are cleared, and webhooks, faults and consent stay", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url });
  const { page, sandbox, errors } = open;
  sandbox.faults.add({ effect: "status", status: 503, times: 1 });
  sandbox.phone(ANN).text("STOP");
  await sandbox.clock.settle();
  await page.locator(`[data-conversation="${ANN}"]`).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: "Delete all messages" }).click();
  await page.getByText("Waiting for the first message").waitFor();
  expect([sandbox.messages(), sandbox.events(), sandbox.webhooks.deliveries()]).toEqual([[], [], []]);
  expect([sandbox.webhooks.list().length, sandbox.faults.list().length]).toEqual([1, 1]);
  await open.go("#/campaigns");
  await page.locator(`[data-optout="${ANN}"]`).waitFor();
  expect(errors).toEqual([]);
});

test("one message is deleted with its deliveries, and what was to come of it does not come", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url, delays: { queuedMs: 1000 } });
  const { page, sandbox } = open;
  const id = await send(sandbox, { to: ANN, body: "A mistake" });
  await send(sandbox, { to: ANN, body: "That stays" });
  await open.go(`#/messages/${id}`);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete this message" }).click();
  await page.locator(".bubble-text", { hasText: "That stays" }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".bubble-text").length === 1);
  await sandbox.clock.advance("5s");
  expect(sandbox.messages().map(({ body, status }) => [body, status])).toEqual([["That stays", "DELIVERED"]]);
  expect(new Set(receiver.received.map(({ event }) => event.message.body))).toEqual(new Set(["That stays"]));
});

test("messages are exported as JSON", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  sandbox.phone(ANN).text("Hello");
  await page.locator(`[data-conversation="${ANN}"]`).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("sendo-sandbox-messages.json");
  expect(JSON.parse(readFileSync(await file.path(), "utf8"))).toEqual(sandbox.messages());
});

test("a picture of a local app is shown, and nothing is fetched from elsewhere", async () => {
  await using open = await openPage(browser);
  const { page, sandbox, errors } = open;
  const picture = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const app = http.createServer((_, response) => response.setHeader("content-type", "image/png").end(picture));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = app.address() as AddressInfo;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const mediaUrls = [`http://127.0.0.1:${port}/menu.png`, "https://elsewhere.example/track.png"];
    await send(sandbox, { to: ANN, body: "Today's menu", mediaUrls });
    await open.go(`#/inbox/${ANN}`);
    await page.waitForFunction(() => document.querySelector("img[alt='menu.png']")?.naturalWidth === 1);
    await page.getByRole("link", { name: "track.png elsewhere.example" }).waitFor();
    expect(asked.filter((url) => url.includes("elsewhere"))).toEqual([]);
    expect(errors).toEqual([]);
  } finally {
    app.closeAllConnections();
    app.close();
  }
});

test("a first message is one click away", async () => {
  await using open = await openPage(browser);
  await open.page.getByRole("button", { name: "Send your first message" }).click();
  await open.page.locator(`[data-conversation="${ANN}"]`).click();
  await open.page.locator(".bubble-text", { hasText: "Your table is ready" }).waitFor();
});

test("a webhook is added for some events and numbers, with a token of its own", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/webhooks");
  await page.getByLabel("Webhook URL").fill(receiver.url);
  await page.getByText("Events, numbers and token").click();
  await page.getByLabel("message.incoming").check();
  await page.getByLabel("+1 415 555 0112").check();
  await page.getByLabel("Token", { exact: true }).fill("my-token");
  await page.getByRole("button", { name: "Add webhook" }).click();
  await page.locator("[data-webhook]").getByText("+1 415 555 0112").waitFor();
  const [number, other] = sandbox.numbers;
  sandbox.phone(ANN).text("STOP", { to: other! });
  sandbox.phone(BOB).text("Hello", { to: number! });
  await sandbox.clock.settle();
  expect(receiver.received.map(({ event, headers }) => [event.type, headers["x-webhook-token"]])).toEqual([
    ["message.incoming", "my-token"],
  ]);
});

test("every documented failure can be set", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  const id = await send(sandbox, { to: ANN });
  await open.go(`#/messages/${id}`);
  const options = page.getByLabel("Failure code").locator("option");
  await options.last().waitFor({ state: "attached" }); // they come from the sandbox
  const codes = await options.allTextContents();
  expect(codes.map((text) => Number(text.slice(0, 4)))).toEqual([...FAILURE_DESCRIPTIONS.keys()]);
  await page.getByLabel("Failure code").selectOption("1360");
  await page.getByRole("button", { name: "FAILED" }).click();
  await page.locator('.ticks[data-status="FAILED"]', { hasText: "1360" }).waitFor();
  expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1360 });
});
