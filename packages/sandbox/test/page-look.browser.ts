import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, send } from "./support/api-client.js";
import { launchBrowser, openPage, type OpenPage } from "./support/open-page.js";
import { startReceiver, type Receiver } from "./support/receiver.js";

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
  sandbox.phone(CARL).text("", { mediaUrls: [`${sandbox.adminUrl}/media/sample-photo.png`] });
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
  await send(sandbox, { to: "+15005550001", body: "Your parcel is at the door." });
  await sandbox.clock.settle();
  return id;
}

const SCREENS: readonly [name: string, hash: (id: string) => string][] = [
  ["inbox", () => `#/inbox/${CARL}`],
  ["phones", () => `#/phones/${ANN},${BOB},${CARL}`],
  ["message", (id) => `#/messages/${id}`],
  ["webhooks", () => "#/webhooks"],
  ["requests", () => "#/requests"],
  ["faults", () => "#/faults"],
  ["clock", () => "#/clock"],
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
  faults: "[data-fault]",
  clock: "ol.rows li",
  magic: "[data-magic]",
  fidelity: ".ledger-entry",
  setup: "[data-campaign]",
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
      { webhookUrl: receiver.url, seed: "look", requestsPerSecond: 20 },
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

test("empty screens teach, and can be read by everybody", async () => {
  await using open = await openPage(browser);
  for (const [hash, text] of [
    ["#/inbox", "Waiting for the first text"],
    ["#/phones", "Pick up a phone"],
    ["#/webhooks", "No webhook yet"],
    ["#/requests", "No request yet"],
    ["#/faults", "None: everything works."],
    ["#/clock", "Nothing waits."],
    ["#/messages/none", "No such text"],
    ["#/setup", "0 of 5 done"],
  ] as const) {
    await open.go(hash);
    await open.page.getByText(text).waitFor();
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
