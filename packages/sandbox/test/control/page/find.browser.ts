import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, send } from "../../support/api-client.js";
import { launchBrowser, openPage } from "../../support/open-page.js";
import { startReceiver } from "../../support/receiver.js";

// What runs in the page. The library of DOM types would change those of Node in the whole package.
/* eslint-disable @typescript-eslint/no-explicit-any */
declare const document: any;

const ANN = "+12065550142";
const BOB = "+12065550143";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const phone = (page: Page, number: string) => page.locator(`[data-phone="${number}"]`);

test("a search opens at the match, however far up, and marks it in the list and in the conversation", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  for (let index = 0; index < 300; index += 1)
    sandbox.phone(ANN).text(index === 20 ? "The needle is here" : `Hay ${index}`);
  await page.getByLabel("Search all messages").fill("needle");
  const row = page.locator(`[data-conversation="${ANN}"]`);
  await row.locator("mark", { hasText: "needle" }).waitFor();
  await row.click();
  const found = phone(page, ANN).locator("[data-found]");
  await found.locator("mark", { hasText: "needle" }).waitFor();
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector("[data-found]").getBoundingClientRect();
    const frame = document.querySelector(".thread").getBoundingClientRect();
    return top >= frame.top && bottom <= frame.bottom;
  });
});

test("days stand between messages, and an older conversation shows its day", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  sandbox.phone(ANN).text("Yesterday");
  await sandbox.clock.advance("24h");
  sandbox.phone(ANN).text("Today");
  sandbox.phone(BOB).text("Today, too");
  await sandbox.clock.advance("24h");
  sandbox.phone(BOB).text("Tomorrow");
  await open.go(`#/inbox/${ANN}`);
  await page.locator(".thread-day").nth(1).waitFor();
  const times = await page.locator("[data-conversation] time").allTextContents();
  expect(times[0]).toMatch(/^\d\d:\d\d:\d\d$/);
  expect(times[1]).not.toMatch(/:/);
});

test("a conversation shows which of the app's numbers wrote, and which campaign is opted out", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  for (const from of sandbox.numbers) await send(sandbox, { to: ANN, from });
  sandbox.phone(ANN).text("STOP", { to: sandbox.numbers[1]! });
  await open.go(`#/inbox/${ANN}`);
  await phone(page, ANN).getByText("from +1 415 555 0111").waitFor();
  await phone(page, ANN).getByText("from +1 415 555 0112").first().waitFor();
  const { body } = await call(sandbox, "GET", `/v1/campaign/${sandbox.campaign}`);
  await phone(page, ANN)
    .getByRole("link", { name: `opted out of ${body.campaign.displayName}` })
    .waitFor();
});

test("a failed delivery names its webhook, stands out, and shows what the webhook responded", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url });
  const { page, sandbox } = open;
  receiver.answer = (response) => response.writeHead(500).end(`TypeError: guest is undefined ${"x".repeat(5000)}`);
  const { id } = sandbox.phone(ANN).text("Hello");
  await sandbox.clock.settle();
  await open.go("#/webhooks");
  const where = `127.0.0.1:${receiver.port}/webhooks/sendo`;
  const row = page.locator("[data-delivery]");
  await row.getByText(where, { exact: true }).waitFor();
  await row.getByRole("button", { name: "Attempts and content" }).click();
  const answer = row.getByLabel("Response to attempt 1");
  expect(await answer.textContent()).toMatch(/^TypeError: guest is undefined x+$/);
  expect((await answer.textContent())!.length).toBe(2048);
  await open.go(`#/messages/${id}`);
  await page.locator('.timeline [data-failed="true"]', { hasText: `${where}, attempt 1: 500` }).waitFor();
});

test("requests show why they were rejected, open to body and response, and are filtered by status", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await send(sandbox, { body: "Your table is ready" });
  await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.campaign, to: "12", body: "Hello" });
  await open.go("#/requests");
  await page.locator("[data-request]").nth(1).waitFor();
  const filters = page.getByRole("navigation", { name: "Filter by status" }).getByRole("link");
  expect(await filters.allTextContents()).toEqual(["all 2", "200 1", "4xx 1"]);
  await page.getByRole("link", { name: /^4xx 1$/ }).click();
  await page.waitForFunction(() => document.querySelectorAll("[data-request]").length === 1);
  const row = page.locator('[data-request][data-kind="bad"]');
  await row.locator(".request-reason", { hasText: '"to"' }).waitFor();
  await row.getByRole("button", { name: /Body and response/ }).click();
  await page.locator("[data-details]").getByLabel("Body", { exact: true }).getByText('"body": "Hello"').waitFor();
  await page.locator("[data-details]").getByLabel("Response", { exact: true }).getByText('"success": false').waitFor();
});

test("a message that comes while one reads further up is announced, and one click goes there", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  for (let index = 0; index < 60; index += 1) sandbox.phone(ANN).text(`Text ${index}`);
  await open.go(`#/inbox/${ANN}`);
  await phone(page, ANN).getByText("Text 59").waitFor();
  await page.locator(".thread").hover();
  await page.mouse.wheel(0, -2000);
  await page.waitForFunction(() => document.querySelector(".thread").scrollTop < -500);
  sandbox.phone(ANN).text("The newest");
  await page.getByRole("button", { name: "1 new message below" }).click();
  await page.waitForFunction(() => document.querySelector(".thread").scrollTop === 0);
  await page.getByRole("button", { name: "new message below" }).waitFor({ state: "detached" });
});

test("four phones fit side by side into 1280 pixels", async () => {
  await using open = await openPage(browser);
  const { page } = open;
  await open.go(`#/phones/${ANN},${BOB},+12065550144,+12065550145`);
  await page.locator("[data-phone]").nth(3).waitFor();
  const right = await page
    .locator("[data-phone]")
    .nth(3)
    .evaluate((element: any) => element.getBoundingClientRect().right);
  expect(right).toBeLessThanOrEqual(1280);
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/four-phones.png` });
});
