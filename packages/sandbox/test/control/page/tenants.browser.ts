import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { send } from "../../support/api-client.js";
import { launchBrowser, openPage } from "../../support/open-page.js";

const ANN = "+12065550142";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("a tenant is picked, is in the address, and nothing of another one is shown", async () => {
  await using open = await openPage(browser);
  const { page, sandbox, errors } = open;
  expect(await page.getByLabel("Tenant").count()).toBe(0);
  const other = sandbox.tenant();
  await send(other, { to: ANN, body: "Of the other tenant" });
  sandbox.phone(ANN).text("Of the default tenant");
  await page.getByLabel("Tenant").selectOption(other.name);
  await page.waitForURL(`**/?tenant=${other.name}#/inbox`);
  await page.getByText("live", { exact: true }).waitFor();
  const row = page.locator(`[data-conversation="${ANN}"]`);
  await row.getByText("Of the other tenant").waitFor();
  await row.click();
  await page.locator("[data-phone]").getByRole("button", { name: "HELP" }).click();
  await page.locator(".bubble-text", { hasText: "HELP" }).waitFor();
  expect(other.messages().some(({ body }) => body === "HELP")).toBe(true);
  await other.drop();
  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  await page.locator(".bubble-text", { hasText: "Of the other tenant" }).waitFor();
  await page.getByLabel("Tenant").selectOption("default");
  await row.getByText("Of the default tenant").waitFor();
  expect(errors).toEqual([]);
});

test("the link of a wait that failed shows its tenant's phone; a tenant that is gone is named as such", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await using other = sandbox.tenant();
  await send(other, { to: ANN, body: "Your code is 482913" });
  const response = await fetch(`${sandbox.controlUrl}/_sandbox/v1/phones/${ANN}/wait`, {
    method: "POST",
    headers: {
      "x-sandbox-token": sandbox.controlToken,
      "x-sandbox-key": other.apiKey,
      "content-type": "application/json",
    },
    body: JSON.stringify({ match: "password", timeout: 1 }),
  });
  const { error } = (await response.json()) as { error: string };
  await page.goto(/http:\S+$/.exec(error)![0]);
  await page.locator(".bubble-text", { hasText: "Your code is 482913" }).waitFor();
  await page.goto(`${sandbox.controlUrl}/?tenant=tenant-99`);
  await page.getByRole("alert").getByText("does not exist").waitFor();
  await page.getByRole("link", { name: "Show the default tenant" }).click();
  await page.getByText("live", { exact: true }).waitFor();
});
