import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, send } from "../../support/api-client.js";
import { launchBrowser, openPage, type OpenPage } from "../../support/open-page.js";
import { startReceiver, type Receiver } from "../../support/receiver.js";

/* eslint-disable @typescript-eslint/no-explicit-any -- what runs in the page */
declare const document: any;
declare const axe: any;

const ANN = "+12065550142";
const BOB = "+12065550143";
const CARL = "+14155550178";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A day in the life of an app, so that every screen has something on it. */
async function fill({ sandbox }: OpenPage, receiver: Receiver): Promise<string> {
  receiver.answer = (response) => response.writeHead(503).end();
  await send(sandbox, { to: ANN, body: "Your code is 482913. It ends in 10 minutes." });
  await sandbox.clock.settle();
  receiver.answer = (response) => response.end("ok");
  await send(sandbox, {
    to: BOB,
    body: "Your table for 4 is ready 🎉 See https://example.com/tables/9 and come when you like.",
    metadata: { order: "A-17" },
  });
  await send(sandbox, { to: CARL, body: "Your parcel comes today between 2 and 4 pm." });
  await sandbox.clock.advance("38s");
  sandbox.phone(ANN).text("Thank you!");
  sandbox.phone(BOB).text("STOP");
  sandbox.phone(CARL).text("", { mediaUrls: [`${sandbox.controlUrl}/media/sample-photo.png`] });
  sandbox.phone(CARL).text("That is the door");
  await sandbox.clock.settle();
  const id = await send(sandbox, { to: BOB, body: "Are you still coming?" });
  await sandbox.clock.advance("3s");
  const list = `/v1/message/list?campaign=${sandbox.campaign}`;
  for (const burst of [4, 9, 14, 26, 11]) {
    for (let index = 0; index < burst; index += 1) await call(sandbox, "GET", list);
    await sandbox.clock.advance("2s");
  }
  await call({ clientOptions: { ...sandbox.clientOptions, apiKey: "sandbox_wrong" } }, "GET", list);
  await send(sandbox, { to: "+15005550001", body: "Your parcel is at the door.", scheduledTime: "later" });
  await call(sandbox, "POST", "/v1/message/send", { campaign: sandbox.pendingCampaign, to: ANN, body: "Specials" });
  await call(sandbox, "POST", "/v1/number/buy", { campaignId: sandbox.campaign, number: "+14155550177" });
  sandbox.rejectCampaign(sandbox.pendingCampaign, "The samples do not show who writes.");
  sandbox.setKeywords(sandbox.campaign, { optout: ["STOP", "BASTA"] });
  await sandbox.clock.settle();
  return id;
}

const SCREENS: readonly [name: string, hash: (id: string) => string][] = [
  ["inbox", () => `#/inbox/${CARL}`],
  ["phones", () => `#/phones/${ANN},${BOB},${CARL}`],
  ["message", (id) => `#/messages/${id}`],
  ["webhooks", () => "#/webhooks"],
  ["requests", () => "#/requests"],
  ["problems", () => "#/problems"],
  ["faults", () => "#/faults"],
  ["clock", () => "#/clock"],
  ["campaigns", () => "#/campaigns"],
  ["magic", () => "#/magic"],
  ["fidelity", () => "#/fidelity"],
  ["setup", () => "#/setup"],
];

// What a screen shows when all of it is there.
const READY: Readonly<Record<string, string>> = {
  inbox: ".bubble-row",
  phones: ".bubble-row",
  message: ".timeline li",
  webhooks: "[data-delivery]",
  requests: "[data-request]",
  problems: "[data-problem]",
  faults: "[data-fault]",
  clock: "ol.rows li",
  campaigns: "[data-optout]",
  magic: "[data-magic]",
  fidelity: ".ledger-entry",
  setup: ".checklist li",
};

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "every screen in %s at %i pixels fits, and can be read and used by everybody",
  async (colorScheme, width) => {
    await using receiver = await startReceiver();
    await using open = await openPage(
      browser,
      { webhookUrl: receiver.url, seed: "look", requestsPerSecond: 20, review: { numbers: "by-hand" } },
      {
        colorScheme,
        viewport: { width, height: width === 390 ? 780 : 800 },
        reducedMotion: "reduce",
        locale: "en-GB",
        timezoneId: "UTC",
      },
    );
    const { page, errors } = open;
    const id = await fill(open, receiver);
    const found: string[] = [];
    for (const [name, hash] of SCREENS) {
      if (name === "faults") open.sandbox.faults.use("rate-storm");
      if (name === "clock") open.sandbox.faults.off();
      await open.go(hash(id));
      await page.locator(READY[name]!).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
      if (process.env.SHOTS !== undefined)
        await page.screenshot({ path: `${process.env.SHOTS}/${name}-${colorScheme}-${width}.png` });
      found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
  },
);

const ODD_TEXTS = [
  "שלום, השולחן שלך מוכן. Reply 1 to come.",
  "مرحبا، طاولتك جاهزة",
  "👩‍👩‍👧‍👦🏳️‍🌈".repeat(12),
  `https://example.com/${"long".repeat(80)}`,
  "x".repeat(1500),
  "Line one\n\n   Line three, indented\n".repeat(5),
];

test.each([1280, 390])("messages of all kinds, and 200 conversations, fit into %i pixels", async (width) => {
  await using open = await openPage(
    browser,
    { requestsPerSecond: false },
    { viewport: { width, height: 780 }, locale: "en-GB", timezoneId: "UTC" },
  );
  const { page, sandbox, errors } = open;
  const numberOf = (index: number): string => `+1206555${String(1000 + index)}`;
  for (let index = 0; index < 200; index += 1) {
    sandbox.phone(numberOf(index)).text(ODD_TEXTS[index % ODD_TEXTS.length]!);
  }
  for (const body of ODD_TEXTS) await send(sandbox, { to: ANN, body, metadata: { note: "y".repeat(500) } });
  sandbox.rejectCampaign(sandbox.pendingCampaign, "n".repeat(500));
  sandbox.setKeywords(sandbox.campaign, {
    help: Array.from({ length: 20 }, (_, index) => `${index}`.repeat(30).slice(0, 30)),
  });
  await sandbox.clock.settle();
  const id = sandbox.messages().find(({ to, body }) => to === ANN && body.startsWith("https"))!.id;
  const list = page.locator("[data-conversation]");
  await page.getByText("Showing 100 of 201. Search covers all conversations.").waitFor();
  await page.getByRole("button", { name: "Show 100 more" }).click();
  await page.getByRole("button", { name: "Show 1 more" }).click();
  await page.waitForFunction(() => document.querySelectorAll("[data-conversation]").length === 201);
  if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/odd-list-${width}.png` });
  await list.first().click();
  await page.locator(".bubble-row").nth(5).waitFor();
  for (const hash of [
    `#/inbox/${ANN}`,
    `#/phones/${ANN},${numberOf(0)},${numberOf(1)}`,
    `#/messages/${id}`,
    "#/campaigns",
  ]) {
    await open.go(hash);
    await page.locator(".bubble-row, .timeline li, [data-campaign]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(width);
    // What scrolls sideways on purpose may: code, and phones beside each other.
    const tooWide = await page.evaluate(() =>
      [...document.querySelectorAll("main, .thread, .bubble, .card, .conversation, .phone-head, .row")]
        .filter((each: any) => each.scrollWidth > each.clientWidth + 1 && !each.querySelector(".phones"))
        .map((each: any) => each.className),
    );
    expect(tooWide, hash).toEqual([]);
    if (process.env.SHOTS !== undefined)
      await page.screenshot({ path: `${process.env.SHOTS}/odd-${hash.split("/")[1]}-${width}.png` });
  }
  await open.go(`#/inbox/${ANN}`);
  const directions = await page.evaluate(() =>
    [...document.querySelectorAll(".bubble-text")].map(
      (each: any) => (globalThis as any).getComputedStyle(each).direction,
    ),
  );
  expect(directions.slice(0, 3)).toEqual(["rtl", "rtl", "ltr"]);
  expect(errors).toEqual([]);
});

test.each([1280, 390])("empty screens teach, and can be read by everybody, at %i pixels", async (width) => {
  await using open = await openPage(browser, {}, { viewport: { width, height: 780 } });
  for (const [hash, text] of [
    ["#/inbox", "Waiting for the first message"],
    ["#/phones", "Choose a phone"],
    ["#/webhooks", "No webhooks yet"],
    ["#/requests", "No requests yet"],
    ["#/faults", "No fault rules. Everything works."],
    ["#/clock", "Nothing is pending."],
    ["#/messages/none", "Message not found"],
    ["#/problems", "No problems"],
    ["#/campaigns", "None. A phone that texts STOP"],
    ["#/setup", "0 of 5 done"],
  ] as const) {
    await open.go(hash);
    await open.page.getByText(text).first().waitFor();
    expect(await open.page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(width);
    expect(await violations(open.page), hash).toEqual([]);
  }
});

/** What axe finds against WCAG 2.2 A and AA, contrast included. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE); // not by a script element, which the page's policy forbids
  const { violations: found } = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return found.flatMap(({ id, nodes }: any) =>
    nodes.map(({ target, failureSummary }: any) => `${id} ${target} ${failureSummary}`),
  );
}
