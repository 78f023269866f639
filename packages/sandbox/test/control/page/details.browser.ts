import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startReceiver } from "../../support/receiver.js";
import { launchBrowser, openPage } from "../../support/open-page.js";

// What runs in the page. The library of DOM types would change those of Node in the whole package.
/* eslint-disable @typescript-eslint/no-explicit-any */
declare const document: any;
declare const getComputedStyle: (element: any, pseudo?: string) => any;

const ANN = "+12065550142";
const BOB = "+12065550143";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("the list of keys takes the focus, keeps it, and gives it back on Escape", async () => {
  await using open = await openPage(browser);
  const { page } = open;
  const opener = page.getByRole("button", { name: "Keyboard shortcuts" });
  await opener.click();
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dialog.waitFor();
  const isInside = () => page.evaluate(() => document.querySelector("dialog").contains(document.activeElement));
  expect(await isInside()).toBe(true);
  for (let count = 0; count < 2; count += 1) await page.keyboard.press("Tab");
  expect((await page.evaluate(() => document.activeElement === document.body)) || (await isInside())).toBe(true);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  expect(page.url()).toContain("#/inbox");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  expect(await opener.evaluate((element: any) => element === document.activeElement)).toBe(true);
});

test("single-key shortcuts can be switched off, and stay off (WCAG 2.1.4)", async () => {
  await using open = await openPage(browser);
  const { page } = open;
  await page.keyboard.press("?");
  await page.getByRole("switch", { name: "Single-key shortcuts" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  for (const key of ["?", "/", "g", "c"]) await page.keyboard.press(key);
  expect(page.url()).toContain("#/inbox");
  expect(await page.evaluate(() => document.querySelector("dialog[open]") === null)).toBe(true);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("switch", { name: "Single-key shortcuts" }).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "Clock" }).waitFor();
});

test("with forced colours, what is chosen and what failed can still be told", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url }, { forcedColors: "active" });
  const { page, sandbox } = open;
  sandbox.phone(ANN).text("Hello");
  await sandbox.clock.settle();
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.phone(BOB).text("Hello");
  await sandbox.clock.settle();
  await open.go("#/webhooks");
  await page.locator("[data-delivery]").nth(1).waitFor();
  const [good, bad, chosen] = await page.evaluate(() => [
    getComputedStyle(document.querySelector('.dots [data-ok="true"]')).backgroundColor,
    getComputedStyle(document.querySelector('.dots [data-ok="false"]')).backgroundColor,
    getComputedStyle(document.querySelector(".nav-item[aria-current]")).outlineStyle,
  ]);
  expect(good).not.toBe(bad);
  expect(chosen).toBe("solid");
});

test("deliveries stand on a grid, and tables and lists do not grow beyond reading width", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url }, { viewport: { width: 1800, height: 800 } });
  const { page, sandbox } = open;
  sandbox.phone(ANN).text("STOP");
  await sandbox.clock.settle();
  receiver.answer = (response) => response.writeHead(500).end();
  sandbox.phone(BOB).text("Hello");
  await sandbox.clock.settle();
  await open.go("#/webhooks");
  await page.locator("[data-delivery]").nth(3).waitFor();
  const lefts = await page.evaluate(() =>
    [...document.querySelectorAll("[data-delivery] .dots")].map((each: any) => each.getBoundingClientRect().left),
  );
  expect(new Set(lefts).size).toBe(1);
  const widthOf = (selector: string) =>
    page.evaluate((given) => document.querySelector(given).getBoundingClientRect().width as number, selector);
  expect(await widthOf(".rows")).toBeLessThanOrEqual(78 * 16);
  await fetch(sandbox.controlUrl); // no request of the API
  await open.go("#/magic");
  await page.locator('[data-magic="0503"]').getByRole("button", { name: "Try it" }).click();
  await open.go("#/requests");
  await page.locator("[data-request]").waitFor();
  expect(await widthOf(".table-wrap")).toBeLessThanOrEqual(78 * 16);
});

test("banners stack at 390 pixels, and a preset is named rather than its rules counted", async () => {
  await using open = await openPage(browser, {}, { viewport: { width: 390, height: 780 } });
  const { page, sandbox } = open;
  sandbox.faults.use("bad-day");
  sandbox.faults.add({ effect: "drop" });
  await page.getByText("bad-day and 1 fault are on").waitFor();
  await sandbox.close();
  await page.getByText("Reconnecting").waitFor();
  const boxes = await page.evaluate(() =>
    [...document.querySelectorAll(".banner, main")].map((each: any) => {
      const { top, bottom, right } = each.getBoundingClientRect();
      return { top, bottom, right };
    }),
  );
  expect(boxes).toHaveLength(3);
  for (const [index, { top, right }] of boxes.entries()) {
    expect(right).toBeLessThanOrEqual(390);
    if (index > 0) expect(top).toBeGreaterThanOrEqual(boxes[index - 1]!.bottom);
  }
});
