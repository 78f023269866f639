import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSandbox, type Sandbox } from "../../../src/index.js";
import { send } from "../../support/api-client.js";
import { layCable } from "../../support/cable.js";
import { launchBrowser, openPage } from "../../support/open-page.js";

const ANN = "+12065550142";
const BOB = "+12065550143";

// What runs in the page. The library of DOM types would change those of Node in the whole package.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
declare const document: any;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const live = (page: Page) => page.getByText("live", { exact: true });
const bubble = (page: Page, body: string) => page.locator(".bubble-text", { hasText: body });

test("a link that is opened in a new tab works, and so does the bare address", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  sandbox.phone(ANN).text("Hello from Ann");
  const [tab] = await Promise.all([
    page.context().waitForEvent("page"),
    page.locator(`[data-conversation="${ANN}"]`).click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await live(tab).waitFor();
  await bubble(tab, "Hello from Ann").waitFor();
  const bare = await page.context().newPage();
  await bare.goto(sandbox.controlUrl);
  await live(bare).waitFor();
});

test("seven tabs are live at the same time, hear of everything, and can act", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  const tabs: Page[] = [page];
  for (let count = 2; count <= 7; count += 1) {
    const tab = await page.context().newPage();
    tab.setDefaultTimeout(20_000);
    await tab.goto(`${sandbox.controlUrl}/#/inbox/${ANN}`);
    await live(tab).waitFor();
    tabs.push(tab);
  }
  await open.go(`#/inbox/${ANN}`);
  await send(sandbox, { to: ANN, body: "To all tabs" });
  for (const tab of tabs) await bubble(tab, "To all tabs").waitFor();
  for (const tab of tabs) await tab.getByRole("button", { name: "HELP" }).click();
  await tabs.at(-1)!.waitForFunction(() => document.querySelectorAll("[data-side=own]").length === 7);
});

test("seven tabs work where the browser has no locks, as over plain HTTP from another host", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  const context = page.context();
  await context.addInitScript(() => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what runs in the page
    const { Navigator, Event } = globalThis as any;
    Object.defineProperty(Navigator.prototype, "locks", { value: undefined });
    Object.defineProperty(globalThis, "turnTo", {
      value(visibilityState: string) {
        Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      },
    });
  });
  await page.close(); // it has locks
  const tabs: Page[] = [];
  for (let count = 1; count <= 7; count += 1) {
    await tabs.at(-1)?.evaluate("turnTo('hidden')");
    const tab = await context.newPage();
    tab.setDefaultTimeout(20_000);
    await tab.goto(count === 1 ? sandbox.pageUrl : `${sandbox.controlUrl}/#/inbox/${ANN}`);
    await live(tab).waitFor();
    tabs.push(tab);
  }
  const first = tabs[0]!;
  await first.evaluate(`location.hash = "#/inbox/${ANN}"`);
  sandbox.phone(ANN).text("While it was hidden");
  await first.evaluate("turnTo('visible')");
  await bubble(first, "While it was hidden").waitFor();
  await live(first).waitFor();
});

test("when the tab that follows the sandbox is closed, another one goes on from there", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  const tab = await page.context().newPage();
  await tab.goto(`${sandbox.controlUrl}/#/inbox/${ANN}`);
  await live(tab).waitFor();
  await page.close();
  sandbox.phone(ANN).text("Nobody listens");
  await bubble(tab, "Nobody listens").waitFor();
  sandbox.phone(ANN).text("And on it goes");
  await bubble(tab, "And on it goes").waitFor();
  await live(tab).waitFor();
});

test("after a restart one tab with the new address revives the others, and nothing of the earlier run stays", async () => {
  let sandbox: Sandbox = await startSandbox({ clock: "manual" });
  const { port } = new URL(sandbox.controlUrl);
  const context = await browser.newContext();
  try {
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(sandbox.pageUrl);
    await live(first).waitFor();
    await second.goto(`${sandbox.controlUrl}/#/inbox/${ANN}`);
    await live(second).waitFor();
    sandbox.phone(ANN).text("Of the first run");
    await bubble(second, "Of the first run").waitFor();
    await sandbox.close();
    for (const tab of [first, second]) await tab.getByText("not connected").or(tab.getByText("earlier run")).waitFor();

    sandbox = await startSandbox({ clock: "manual", controlPort: Number(port) });
    for (const tab of [first, second]) await tab.getByText("belongs to an earlier run").waitFor();
    for (let count = 0; count < 5; count += 1) sandbox.phone(BOB).text("Of the second run");
    await first.goto(sandbox.pageUrl); // changes only what is behind #, so the page is not loaded again
    for (const tab of [first, second]) await live(tab).waitFor();
    await second.goto(`${sandbox.controlUrl}/#/inbox/${BOB}`);
    await bubble(second, "Of the second run").first().waitFor();
    expect(await second.locator(`[data-conversation="${ANN}"]`).count()).toBe(0);
  } finally {
    await context.close();
    await sandbox.close();
  }
});

test("a connection on which nothing comes any more is not live, in no tab", async () => {
  await using sandbox = await startSandbox({ clock: "manual" });
  await using cable = await layCable(Number(new URL(sandbox.controlUrl).port));
  const context = await browser.newContext();
  try {
    const tabs = [await context.newPage(), await context.newPage()];
    for (const tab of tabs) {
      await tab.goto(`http://127.0.0.1:${cable.port}/#token=${sandbox.controlToken}`);
      await live(tab).waitFor();
    }
    cable.hold();
    for (const tab of tabs) await tab.getByText("not connected").waitFor({ timeout: 30_000 });
    cable.release();
    for (const tab of tabs) await live(tab).waitFor({ timeout: 30_000 });
  } finally {
    await context.close();
  }
});
