import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, send } from "../../support/api-client.js";
import { layCable } from "../../support/cable.js";
import { launchBrowser, openPage } from "../../support/open-page.js";
import { startReceiver } from "../../support/receiver.js";

// What runs in the page. The library of DOM types would change those of Node in the whole package.
/* eslint-disable @typescript-eslint/no-explicit-any */
declare const document: any;
declare const location: { hash: string; href: string };
declare const getComputedStyle: (element: any) => { backgroundColor: string };

const ANN = "+12065550142";
const BOB = "+12065550143";
const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const conversation = (page: Page, number: string) => page.locator(`[data-conversation="${number}"]`);
const phone = (page: Page, number: string) => page.locator(`[data-phone="${number}"]`);

test("the first message appears automatically, and its status advances", async () => {
  await using open = await openPage(browser, { delays: { queuedMs: 1000, sentMs: 1000, deliveredMs: 1000 } });
  const { page, sandbox, errors } = open;
  await page.getByText("Waiting for the first message").waitFor();
  await page.evaluate(() => (document.body.dataset.loaded = "once"));
  await send(sandbox, { to: ANN, body: "Your code is 482913" });
  await conversation(page, ANN).getByText("1 unread").waitFor({ state: "attached" });
  await page.waitForFunction(() => document.title === "(1) Inbox · Sendo sandbox");
  await conversation(page, ANN).click();
  await phone(page, ANN).getByText("accepted").waitFor();
  await sandbox.clock.advance("2s");
  await phone(page, ANN).getByText("sent", { exact: true }).waitFor();
  await sandbox.clock.advance("1s");
  await phone(page, ANN).getByText("delivered").waitFor();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy 482913" }).click();
  await page.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
  expect(await page.evaluate(() => (globalThis as any).navigator.clipboard.readText())).toBe("482913");
  await page.waitForFunction(() => document.title === "Inbox · Sendo sandbox"); // read by being looked at
  expect(await page.evaluate(() => document.body.dataset.loaded)).toBe("once");
  expect(errors).toEqual([]);
});

test("a reply from the phone reaches the app's webhook, a photo too", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url });
  const { page, sandbox, errors } = open;
  await open.go(`#/phones/${ANN},${BOB}`);
  const field = phone(page, ANN).getByPlaceholder("Text back");
  await field.fill("On my way");
  await phone(page, ANN).getByText("1 segment · GSM-7 · 151 left").waitFor();
  await field.fill("On my way 🎉");
  await phone(page, ANN).getByText("needs UCS-2").waitFor();
  await field.press("Enter");
  await phone(page, ANN).locator(".bubble-text").getByText("On my way 🎉").waitFor();
  expect(await field.inputValue()).toBe("");
  await phone(page, BOB).getByRole("button", { name: "Photo" }).click();
  await phone(page, BOB).getByRole("button", { name: "Send" }).click();
  await phone(page, BOB).getByAltText("Sample").waitFor();
  await sandbox.clock.settle();
  const incoming = receiver.received.map(({ event }) => event).filter(({ type }) => type === "message.incoming");
  expect(incoming.map(({ message }) => [message.from, message.body, message.mediaUrls])).toEqual([
    [ANN, "On my way 🎉", undefined],
    [BOB, "", [`${sandbox.controlUrl}/media/sample-photo.png`]],
  ]);
  expect((await fetch(incoming[1].message.mediaUrls[0] as string)).status).toBe(200); // an app can look at it
  expect(errors).toEqual([]);
});

test("after STOP a send fails with 1310, and after START it arrives", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go(`#/inbox/${ANN}`);
  await phone(page, ANN).getByRole("button", { name: "STOP" }).click();
  await sandbox.clock.settle();
  await phone(page, ANN).getByText("NETWORK MSG").waitFor();
  await send(sandbox, { to: ANN, body: "Are you there?" });
  await sandbox.clock.settle();
  await phone(page, ANN).locator(".ticks").getByText("1310").waitFor();
  await phone(page, ANN).getByRole("button", { name: "HELP" }).click();
  await phone(page, ANN).getByText("NETWORK MSG: Reply STOP").waitFor();
  await phone(page, ANN).getByRole("button", { name: "START" }).click();
  await sandbox.clock.settle();
  await send(sandbox, { to: ANN, body: "Welcome back" });
  await sandbox.clock.settle();
  const row = phone(page, ANN).locator(".bubble-row", { hasText: "Welcome back" });
  await row.getByText("delivered").waitFor();
});

test("a webhook's outage: countdown on the sandbox's clock, retry, replay", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser);
  const { page, sandbox, errors } = open;
  await open.go("#/webhooks");
  await page.getByLabel("Webhook URL").fill(receiver.url);
  await page.getByRole("button", { name: "Add webhook" }).click();
  const card = page.locator("[data-webhook]");
  await card.getByRole("button", { name: "Outage of 10m" }).click();
  await card.getByText("outage, 10 min 0 s left").waitFor();
  sandbox.phone(ANN).text("Hello");
  await sandbox.clock.settle();
  const row = page.locator("[data-delivery]").first();
  await row.getByText("next in 1 min 0 s").waitFor();
  await sandbox.clock.advance("20s");
  await row.getByText("next in 40 s").waitFor();
  await sandbox.clock.advance("40s");
  await row.getByText("next in 2 min 0 s").waitFor();
  expect(receiver.received).toHaveLength(0);
  await card.getByRole("button", { name: "End outage" }).click();
  await card.getByRole("button", { name: "Outage of 10m" }).waitFor();
  await row.getByRole("button", { name: "Retry now" }).click();
  await row.getByText(/^200 in \d+ ms$/).waitFor();
  await row.getByRole("button", { name: "Replay" }).click();
  await page.waitForFunction(() => document.querySelectorAll('[data-delivery][data-state="delivered"]').length === 2);
  expect(receiver.received.map(({ event }) => event.id)).toHaveLength(2);
  expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
  await row.getByRole("button", { name: /^Attempts and content/ }).click();
  await row.getByText(receiver.received[0]!.event.id as string).waitFor();
  expect(errors).toEqual([]);
});

test("a webhook's token goes wrong and right again, and it is removed", async () => {
  await using receiver = await startReceiver();
  await using open = await openPage(browser, { webhookUrl: receiver.url });
  const { page, sandbox } = open;
  await open.go("#/webhooks");
  const card = page.locator("[data-webhook]");
  const wrong = card.getByRole("switch", { name: "Wrong token" });
  await wrong.click();
  await page.getByText("1 fault is on").waitFor();
  sandbox.phone(ANN).text("Hello");
  await sandbox.clock.settle();
  await wrong.click();
  await page.getByText("1 fault is on").waitFor({ state: "detached" });
  sandbox.phone(ANN).text("Hello again");
  await sandbox.clock.settle();
  const tokens = receiver.received.map(({ headers }) => headers["x-webhook-token"] === sandbox.webhookToken);
  expect(tokens).toEqual([false, true]);
  await card.getByRole("button", { name: `Remove ${receiver.url}` }).click();
  await page.getByRole("heading", { name: "No webhooks yet" }).waitFor();
  expect(sandbox.webhooks.list()).toEqual([]);
});

test("a message's request and response are shown, and its status is set by hand", async () => {
  await using open = await openPage(browser, { profile: "manual" });
  const { page, sandbox, errors } = open;
  sandbox.faults.add({ effect: "lost", times: 1 });
  await expect(send(sandbox, { to: ANN, body: "First" })).rejects.toThrow();
  const id = await send(sandbox, { to: ANN, body: "Second", metadata: { order: "A-17" } });
  await open.go(`#/messages/${id}`);
  const asked = page.getByLabel("POST /v1/message/send", { exact: true });
  expect(JSON.parse((await asked.textContent())!)).toMatchObject({ to: ANN, metadata: { order: "A-17" } });
  await page.getByText(`"id": "${id}"`).first().waitFor();
  await page.getByRole("button", { name: "FAILED" }).click();
  await page.locator('.timeline [data-status="FAILED"]').waitFor();
  expect(sandbox.message(id)).toMatchObject({ status: "FAILED", errorCode: 1330 });
  await open.go(`#/messages/${sandbox.messages()[0]!.id}`);
  await page.getByText("Accepted, but your app received no response").waitFor();
  expect(errors).toEqual([]);
});

test("the gauge counts against the limit, and each refused request is a row", async () => {
  await using open = await openPage(browser, { requestsPerSecond: 20 });
  const { page, sandbox } = open;
  await open.go("#/requests");
  const value = page.locator(".gauge-value");
  await value.getByText("0", { exact: true }).waitFor();
  await Promise.all(Array.from({ length: 23 }, () => call(sandbox, "GET", "/v1/campaign/list")));
  await page.locator('.gauge-value[data-full="true"]').getByText("20", { exact: true }).waitFor();
  const rejected = page.locator("[data-request]").getByText("429", { exact: true });
  // The gauge and the rows are drawn from events of their own, in either order.
  await rejected.nth(2).waitFor();
  expect(await rejected.count()).toBe(3);
  await sandbox.clock.advance("1s");
  await value.getByText("0", { exact: true }).waitFor();
});

test("real time is frozen, sped up and let run", async () => {
  await using open = await openPage(browser, { clock: "realtime" });
  const { page, sandbox } = open;
  await open.go("#/clock");
  await page.getByRole("button", { name: "Freeze" }).click();
  await page.getByText("Frozen.").waitFor();
  expect(sandbox.clock.frozen).toBe(true);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByLabel("speed").selectOption("60");
  await page.getByText("Runs at 60× the speed of real time.").waitFor();
  expect([sandbox.clock.frozen, sandbox.clock.speed]).toEqual([false, 60]);
});

test("nothing jumps while messages arrive and advance", async () => {
  await using open = await openPage(browser, { delays: { queuedMs: 1000, sentMs: 1000, deliveredMs: 1000 } });
  const { page, sandbox } = open;
  for (const body of ["One", "Two", "Three"]) await send(sandbox, { to: ANN, body: `${body} 🎉 ${"x".repeat(200)}` });
  await open.go(`#/inbox/${ANN}`);
  await phone(page, ANN).locator(".bubble-row").nth(2).waitFor();
  await page.evaluate(() => {
    (globalThis as any).shifts = [];
    new (globalThis as any).PerformanceObserver((list: any) => {
      for (const { value, sources } of list.getEntries())
        (globalThis as any).shifts.push([value, sources.map(({ node }: any) => node?.className ?? node?.nodeName)]);
    }).observe({ type: "layout-shift", buffered: false });
  });
  for (const word of ["queued", "sent", "delivered"]) {
    await sandbox.clock.advance("1s");
    await phone(page, ANN).locator(".bubble-row").last().getByText(word, { exact: true }).waitFor();
  }
  await call(sandbox, "GET", "/v1/nowhere");
  await page.getByRole("link", { name: "Problems 1 found" }).waitFor();
  await page.evaluate(
    () =>
      new Promise((done) =>
        (globalThis as any).requestAnimationFrame(() => (globalThis as any).requestAnimationFrame(done)),
      ),
  );
  expect(await page.evaluate(() => (globalThis as any).shifts)).toEqual([]);
});

test("a fault is switched on and off, and is on every screen while it is on", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/faults");
  // Not check(), which looks at once: the switch shows what the sandbox says, and so moves when that has answered.
  await page.getByRole("switch", { name: /gateway-down/ }).click();
  await page.getByText("gateway-down is on").waitFor();
  await page.getByRole("switch", { name: /gateway-down/, checked: true }).waitFor();
  await expect(send(sandbox)).rejects.toThrow("502");
  await page.locator("[data-fault]").getByText("1 hit").waitFor();
  await open.go("#/inbox");
  await page.getByRole("button", { name: "Turn off all" }).click();
  await page.getByText("gateway-down is on").waitFor({ state: "detached" });
  await send(sandbox);
  await open.go("#/faults");
  await page.getByLabel("Effect").selectOption("lost");
  await page.getByLabel("Only number").fill("206 555 0143");
  await page.getByLabel("Times").fill("1");
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByText("Any call succeeds, but its response is lost, for +12065550143, at most once").waitFor();
  await page.getByLabel("Effect").selectOption("delay");
  await page.getByLabel("Delay").fill("2s");
  await page.getByLabel(/^Endpoint/).selectOption("/v1/message/list");
  await page.getByLabel("Duration", { exact: true }).fill("10m");
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByText("/v1/message/list responds late by 2 s, for +12065550143, at most once").waitFor();
  expect(sandbox.faults.list().at(-1)).toMatchObject({ effect: "delay", route: "/v1/message/list", delayMs: 2000 });
  // An endpoint is nothing for an event, which has webhooks to choose from.
  await page.getByLabel("Effect").selectOption("drop");
  expect(await page.getByLabel(/^Webhook/).inputValue()).toBe("");
  await page.getByLabel("Percent").fill("250");
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("alert").getByText("probability").waitFor();
});

test("a long conversation shows its latest messages, and earlier ones on demand", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  for (let index = 0; index < 230; index += 1) sandbox.phone(ANN).text(`Text ${index}.`);
  await open.go(`#/inbox/${ANN}`);
  await page.getByText("Text 229.").last().waitFor();
  expect(await page.locator("[data-message]").count()).toBe(200);
  await page.getByRole("button", { name: "Show 30 earlier messages" }).click();
  await page.getByText("Text 0.").waitFor();
  expect(await page.locator("[data-message]").count()).toBe(230);
});

test("the clock is advanced by hand, and messages advance", async () => {
  await using open = await openPage(browser, { delays: { deliveredMs: 60_000 } });
  const { page, sandbox } = open;
  const id = await send(sandbox, { to: ANN });
  await sandbox.clock.settle();
  await open.go("#/clock");
  const before = sandbox.clock.epochMs();
  await page.locator("ol.rows li").first().waitFor();
  await page.getByRole("button", { name: "+20m" }).click();
  await page.getByText("Nothing is pending.").waitFor();
  expect(sandbox.clock.epochMs() - before).toBe(20 * 60_000);
  await page.waitForFunction(
    (now) => document.querySelector("[data-clock]").dataset.clock === now,
    new Date(sandbox.clock.epochMs()).toISOString(),
  );
  await page.getByLabel("Duration to advance").fill("soon");
  await page.getByRole("button", { name: "Advance" }).click();
  await page.getByRole("alert").waitFor();
  await open.go(`#/messages/${id}`);
  await page.locator(".timeline").getByText("DELIVERED").waitFor();
  await page.locator(".timeline").getByText("+1 min").waitFor();
});

test("a magic number is tried, and the try is a request like any other", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await open.go("#/magic");
  const row = page.locator('[data-magic="0503"]');
  await row.getByRole("button", { name: "Try it: 0503" }).click();
  await row.getByRole("status").getByText("503").waitFor();
  await open.go("#/requests");
  await page.locator("[data-request]").getByText("503").waitFor();
  expect(sandbox.requests()).toMatchObject([{ status: 503, faultId: "magic" }]);
});

test("the whole way by keyboard", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await send(sandbox, { to: ANN, body: "First" });
  await send(sandbox, { to: BOB, body: "Second" });
  await conversation(page, BOB).waitFor();
  const { keyboard } = page;
  await keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await keyboard.press("Escape");
  await keyboard.press("j");
  await phone(page, BOB).waitFor();
  await keyboard.press("j");
  await phone(page, ANN).waitFor();
  await keyboard.press("r");
  await page.waitForFunction(() => "reply" in document.activeElement.dataset);
  await keyboard.type("gw / ? j are letters here");
  await keyboard.press("Enter");
  await phone(page, ANN).locator(".bubble-text").getByText("gw / ? j are letters here").waitFor();
  expect(sandbox.messages().at(-1)).toMatchObject({ from: ANN, body: "gw / ? j are letters here" });
  await keyboard.press("Escape");
  await keyboard.press("/");
  await page.waitForFunction(() => "search" in document.activeElement.dataset);
  await keyboard.type("to:0143");
  await conversation(page, ANN).waitFor({ state: "detached" });
  expect(await page.evaluate(() => location.hash)).toBe(`#/inbox/${ANN}?q=to%3A0143`);
  await keyboard.press("Escape");
  await keyboard.press("g");
  await keyboard.press("c");
  await page.getByRole("heading", { name: "Clock" }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement.textContent as string);
  for (let tabs = 0; tabs < 40 && (await focused()) !== "+1m"; tabs += 1) await keyboard.press("Tab");
  expect(await focused()).toBe("+1m");
  const due = new Date(sandbox.clock.epochMs() + 60_000).toISOString();
  await keyboard.press("Enter");
  await page.waitForFunction((now) => document.querySelector("[data-clock]").dataset.clock === now, due);
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = (globalThis as any).getComputedStyle(document.activeElement);
    return `${outlineStyle} ${outlineWidth}`;
  });
  expect(outline).toBe("solid 2px");
});

test("a body with markup and script is shown as plain characters everywhere", async () => {
  await using open = await openPage(browser);
  const { page, sandbox, errors } = open;
  const id = await send(sandbox, { to: ANN, body: HOSTILE, metadata: { "<b>": HOSTILE } });
  sandbox.phone(ANN).text(HOSTILE, { mediaUrls: ["http://media.example/<script>.png"] });
  await sandbox.clock.settle();
  await open.go(`#/inbox/${ANN}`);
  await page.waitForFunction(
    (text) =>
      [...document.querySelectorAll(".bubble-text")].filter((each: any) => each.textContent === text).length === 2,
    HOSTILE,
  );
  for (const hash of [`#/inbox/${ANN}?q=${encodeURIComponent(HOSTILE)}`, `#/messages/${id}`, `#/phones/${ANN}`]) {
    await open.go(hash);
    await page.getByText("onerror").first().waitFor();
    expect(await page.locator("#root script, #root img[onerror], #root b").count()).toBe(0);
    expect(await page.title()).toMatch(/Sendo sandbox$/);
  }
  expect(errors).toEqual([]);
});

describe("the token", () => {
  test("is taken out of the address, and survives a reload", async () => {
    await using open = await openPage(browser);
    const { page, sandbox } = open;
    expect(page.url()).toBe(`${sandbox.controlUrl}/#/inbox`);
    await page.reload();
    await page.getByText("live", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(sandbox.controlToken);
  });

  test("is asked for where it is missing, and said to be of another run where it is wrong", async () => {
    await using open = await openPage(browser);
    const page = await browser.newPage();
    await page.goto(open.sandbox.controlUrl);
    await page.getByText("This URL has no token").waitFor();
    await page.goto(`${open.sandbox.controlUrl}/?again#token=wrong`);
    await page.getByRole("alert").getByText("earlier run").waitFor();
    await page.close();
  });
});

test("says so when the sandbox is gone", async () => {
  await using open = await openPage(browser);
  await open.sandbox.close();
  await open.page.getByRole("alert").getByText("Reconnecting").waitFor();
  await open.page.getByText("not connected").waitFor();
});

test("comes back after a lost connection with what it missed", async () => {
  await using open = await openPage(browser);
  const { page, sandbox } = open;
  await using cable = await layCable(Number(new URL(sandbox.controlUrl).port));
  await page.goto(`http://127.0.0.1:${cable.port}/#token=${sandbox.controlToken}`);
  await page.getByText("live", { exact: true }).waitFor();
  await page.evaluate(() => (document.body.dataset.loaded = "once"));
  cable.cut();
  await page.getByRole("alert").getByText("Reconnecting").waitFor();
  await send(sandbox, { to: ANN, body: "Missed you" });
  cable.mend();
  await conversation(page, ANN).getByText("Missed you").waitFor();
  await page.getByRole("alert").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.body.dataset.loaded)).toBe("once");
});

test("dark and light: the system's, until somebody switches", async () => {
  await using open = await openPage(browser, {}, { colorScheme: "dark" });
  const { page } = open;
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.getByRole("button", { name: "Light theme" }).click();
  const light = await background();
  expect(light).not.toBe(dark);
  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  expect(await background()).toBe(light);
  await page.getByRole("button", { name: "Dark theme" }).click();
  expect(await background()).toBe(dark);
});
