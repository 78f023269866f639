import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, send } from "../../support/api-client.js";
import { launchBrowser, openPage } from "../../support/open-page.js";

/* eslint-disable @typescript-eslint/no-explicit-any -- what runs in the page */
declare const document: any;

const ANN = "+12065550142";
const BOB = "+12065550143";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const phone = (page: Page, number: string) => page.locator(`[data-phone="${number}"]`);

test("a campaign is rejected with a reason, then approved; a bought number is let send", async () => {
  await using open = await openPage(browser, { review: { numbers: "by-hand" } });
  const { page, sandbox, errors } = open;
  await open.go("#/campaigns");
  const card = (id: string) => page.locator(`[data-campaign="${id}"]`);
  const pending = card(sandbox.pendingCampaign);
  await pending.getByText("waits for review").waitFor();
  await pending.getByLabel("Reason for the rejection").fill("No <b>consent</b> flow");
  await pending.getByRole("button", { name: "Reject" }).click();
  await pending.getByText("No <b>consent</b> flow").waitFor();
  await pending.getByText("rejected", { exact: true }).waitFor();
  await pending.getByRole("button", { name: "Approve" }).click();
  await pending.getByText("approved", { exact: true }).waitFor();
  await pending.getByText("the API shows ACTIVE").waitFor();

  const bought = "+12065550177";
  await call(sandbox, "POST", "/v1/number/buy", { campaignId: sandbox.campaign, number: bought });
  const row = card(sandbox.campaign).locator(`[data-number="${bought}"]`);
  await row.getByText("PENDING").waitFor();
  await row.getByRole("button", { name: "Activate +1 206 555 0177" }).click();
  await row.getByText("ACTIVE").waitFor();
  await send(sandbox, { from: bought });
  expect(errors).toEqual([]);
});

test("words are changed, and work at once; STOP cannot be taken out", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/campaigns");
  const card = page.locator(`[data-campaign="${sandbox.campaign}"]`);
  const save = card.getByRole("button", { name: "Save keywords" });
  expect(await save.isDisabled()).toBe(true);
  await card.getByLabel("Opt out", { exact: true }).fill("BASTA");
  await save.click();
  await card.getByRole("alert").getByText("STOP cannot be removed").waitFor();
  await card.getByLabel("Opt out", { exact: true }).fill("STOP, BASTA,");
  await card.getByLabel("Help", { exact: true }).fill("AIUTO");
  await save.click();
  await card.getByRole("alert").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelector("input[id$=optout]").value === "STOP, BASTA");
  expect(await save.isDisabled()).toBe(true);
  sandbox.phone(ANN).text("basta");
  await card.locator(`[data-optout="${ANN}"]`).waitFor();
});

test("who opted out is listed and marked on the phone, and can be opted in and out by hand", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/campaigns");
  const card = page.locator(`[data-campaign="${sandbox.campaign}"]`);
  await card.getByText("None. A phone that texts STOP").waitFor();
  await card.getByLabel("Number to opt out").fill("206 555 0142");
  await card.getByRole("button", { name: "Opt out" }).click();
  const row = card.locator(`[data-optout="${ANN}"]`);
  await row.getByRole("link", { name: "+1 206 555 0142" }).click();
  await phone(page, ANN).getByRole("link", { name: "opted out" }).waitFor();
  await phone(page, ANN).getByRole("button", { name: "START" }).click();
  await phone(page, ANN).getByRole("link", { name: "opted out" }).waitFor({ state: "detached" });
  sandbox.phone(BOB).text("STOP");
  await open.go("#/campaigns");
  await card.getByRole("button", { name: "Opt in +1 206 555 0143" }).click();
  await card.getByText("None. A phone that texts STOP").waitFor();
  await card.getByLabel("Number to opt out").fill("12");
  await card.getByRole("button", { name: "Opt out" }).click();
  await card.getByRole("alert").getByText("phone number").waitFor();
});

test("problems come as they happen, are counted, and go when all starts over", async () => {
  await using open = await openPage(browser);
  const { page, sandbox, errors } = open;
  await open.go("#/problems");
  await page.getByRole("heading", { name: "No problems" }).waitFor();
  await send(sandbox, { subject: "Hello" });
  await send(sandbox, { subject: "Hello" });
  await call({ clientOptions: { ...sandbox.clientOptions, apiKey: "somebody" } }, "GET", "/v1/campaign/list");
  const field = page.locator('[data-problem="unknown_field"]');
  await field.getByText('does not have the field "subject"').waitFor();
  await field.getByText("2 times").waitFor();
  await page.locator('[data-problem="foreign_key"]').getByText("no valid key").waitFor();
  await page.getByRole("link", { name: "Problems 2 found" }).waitFor();

  const other = sandbox.tenant();
  await send(other, { subject: "Hello" });
  await open.go("#/setup");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  expect(sandbox.messages()).toHaveLength(2);
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.getByRole("link", { name: "Problems 1 found" }).waitFor(); // nobody's stays, another tenant's is not shown
  expect(sandbox.messages()).toEqual([]);
  await page.getByRole("button", { name: "Start over" }).waitFor();
  expect(errors).toEqual([]);
});

test("the review desk by keyboard", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  const { keyboard } = page;
  await send(sandbox, { subject: "Hello" });
  await keyboard.press("g");
  await keyboard.press("b");
  await page.locator("[data-problem]").waitFor();
  await keyboard.press("g");
  await keyboard.press("a");
  await page.getByRole("heading", { name: "Campaigns" }).waitFor();
  const tabTo = async (name: string): Promise<void> => {
    const focused = () =>
      page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent.trim());
    for (let tabs = 0; tabs < 60 && (await focused()) !== name; tabs += 1) await keyboard.press("Tab");
    expect(await focused()).toBe(name);
  };
  await tabTo("Reason for the rejection");
  await keyboard.type("Too vague");
  await keyboard.press("Enter"); // in the field: rejects
  await page.getByText("Too vague").waitFor();
  await keyboard.press("Shift+Tab");
  await tabTo("Approve");
  await keyboard.press("Enter");
  await page.locator(`[data-campaign="${sandbox.pendingCampaign}"]`).getByText("approved", { exact: true }).waitFor();
  await tabTo("Number to opt out");
  await keyboard.type(ANN);
  await keyboard.press("Enter");
  await page.locator(`[data-optout="${ANN}"]`).waitFor();
});

test("set-up shows this sandbox's own values in every snippet, and fidelity finds what is assumed", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/setup");
  const env = page.getByLabel(".env", { exact: true });
  for (const [name, value] of Object.entries(sandbox.env))
    expect(await env.textContent()).toContain(`${name}=${value}`);
  for (const name of ["Node", "Express", "Fastify", "NestJS", "In a test", "curl"]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page
      .locator("figure.code pre")
      .getByText(/sendo|SENDO/i)
      .last()
      .waitFor();
    expect(await page.locator(`pre[aria-label="${name}"]`).count()).toBe(1);
  }
  await open.go("#/fidelity");
  await page.getByRole("searchbox").or(page.getByLabel("Search")).first().fill("rate-reset");
  await page.locator(".ledger-entry", { hasText: "resetFormat" }).getByText("change it with").waitFor();
  expect(await page.locator(".ledger-entry").count()).toBeLessThan(5);
});
