import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { LiveParties, page as waitlistPage, Waitlist } from "../src/index.js";

// Globals of the page. The DOM type library would conflict with Node's types.
/* eslint-disable @typescript-eslint/no-explicit-any */
declare const document: any;
declare const getComputedStyle: (element: any) => { color: string; backgroundColor: string };

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
});
afterAll(() => browser.close());

/** Opens the page with a list that the test controls. Posts call `onPost`. */
async function open(
  options: { width?: number; colorScheme?: "light" | "dark"; onPost?: (url: string, body: unknown) => number } = {},
): Promise<{ page: Page; list: Waitlist; errors: string[] }> {
  const list = new Waitlist();
  const live = new LiveParties(list);
  const server: Server = createServer((request, response) => {
    if (request.url === "/api/events") return live.stream(response);
    if (request.method === "POST") {
      return void request.toArray().then((chunks: Buffer[]) => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
        response.statusCode = options.onPost?.(request.url!, body) ?? 201;
        response.end(JSON.stringify({ error: "That <b>failed</b>." }));
      });
    }
    response.writeHead(200, waitlistPage.headers).end(waitlistPage.html);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1000, height: 800 },
    colorScheme: options.colorScheme ?? "light",
  });
  const errors: string[] = [];
  page.on("console", (line) => void (line.type() === "error" && errors.push(line.text())));
  page.on("pageerror", (error) => errors.push(error.message));
  onTestFinished(async () => {
    await page.close();
    live.close();
    server.closeAllConnections();
    server.close();
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await page.getByText("live", { exact: true }).waitFor();
  return { page, list, errors };
}

function fill(list: Waitlist): void {
  const join = (name: string, n: number) => list.join({ name, size: n, phone: `+1206555014${n}` }).id;
  const call = (id: string, message: string, ...statuses: string[]): void => {
    list.startCall(id);
    list.called(id, message);
    for (const status of statuses)
      list.onStatus({ id: message, status, ...(status === "FAILED" && { errorCode: 1310 }) });
  };
  call(join("Ada Lovelace", 1), "m1", "DELIVERED");
  list.onReply("+12065550141", "1");
  call(join("Grace", 2), "m2", "SENT");
  const stopped = join("Rear Admiral With A Name That Goes On And On And On And", 3);
  list.onOptOut("+12065550143");
  call(stopped, "m3", "FAILED");
  const unclear = join("Katherine", 4);
  list.startCall(unclear);
  list.callFailed(unclear, true);
  join("Joan", 5);
}

describe("the page", () => {
  it("shows every change without a reload", async () => {
    const { page, list, errors } = await open();
    await page.getByText("No one is waiting.").waitFor();
    const { id } = list.join({ name: "Ada", size: 2, phone: "+12065550142" });
    const card = page.locator(`[data-party="${id}"]`);
    await card.getByText("waiting").waitFor();
    await card.getByText("2 guests · +1********42").waitFor();
    expect(await card.getByRole("button").isEnabled()).toBe(true);
    list.startCall(id);
    list.called(id, "m-1");
    list.onStatus({ id: "m-1", status: "SENT" });
    await card.getByText("called").waitFor();
    expect(await card.locator('[data-done="true"]').allTextContents()).toEqual(["created", "queued", "sent"]);
    expect(await card.getByRole("button").isEnabled()).toBe(false);
    list.onReply("+12065550142", "1");
    await card.getByText("coming").waitFor();
    await card.getByText("“1”").waitFor();
    expect(errors).toEqual([]);
  });

  it("does not offer to call a guest who has texted STOP", async () => {
    const { page, list } = await open();
    const { id } = list.join({ name: "Ada", size: 2, phone: "+12065550142" });
    const button = page.locator(`[data-party="${id}"]`).getByRole("button", { name: "Table ready" });
    await button.waitFor();
    expect(await button.isEnabled()).toBe(true);
    list.onOptOut("+12065550142");
    await page.getByText("has texted STOP").waitFor();
    expect(await button.isEnabled()).toBe(false);
  });

  it("adds and calls parties, and shows errors as plain content", async () => {
    const posts: unknown[] = [];
    const { page, list } = await open({
      onPost: (url, body) => {
        posts.push([url, body]);
        return posts.length === 1 ? 201 : 409;
      },
    });
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Phone").fill("+12065550142");
    await page.getByLabel("Guests").fill("4");
    await page.getByRole("button", { name: "Add to the list" }).click();
    await page.waitForFunction(() => document.querySelector("input").value === "");
    const { id } = list.join({ name: "Ada", size: 4, phone: "+12065550142" });
    await page.getByRole("button", { name: "Table ready" }).click();
    await page.getByRole("alert").getByText("That <b>failed</b>.").waitFor();
    expect(posts).toEqual([
      ["/api/parties", { name: "Ada", size: 4, phone: "+12065550142" }],
      [`/api/parties/${id}/ready`, {}],
    ]);
  });

  it("never interprets guests' messages as markup", async () => {
    const { page, list, errors } = await open();
    const { id } = list.join({ name: HOSTILE.slice(0, 60), size: 2, phone: "+12065550142" });
    list.onReply("+12065550142", HOSTILE);
    const card = page.locator(`[data-party="${id}"]`);
    await card.getByText(`“${HOSTILE.slice(0, 160)}”`).waitFor();
    expect(await card.locator("img, script").count()).toBe(0);
    expect(await page.title()).toBe("Waitlist");
    expect(errors).toEqual([]);
  });

  it.each([
    ["light", 1000],
    ["dark", 1000],
    ["light", 360],
    ["dark", 360],
  ] as const)("fits in %s at %i pixels, and can be read", async (colorScheme, width) => {
    const { page, list } = await open({ colorScheme, width });
    fill(list);
    await page.getByText("Joan").waitFor();
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/${colorScheme}-${width}.png`, fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(lowestContrast)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Runs in the page. Returns the lowest contrast of any content against its background (WCAG requires 4.5). */
function lowestContrast(): number {
  const parse = (color: string): number[] => color.match(/[\d.]+/g)!.map(Number);
  const luminance = (color: string): number => {
    const [r, g, b] = parse(color).map((value) => {
      const s = value / 255;
      return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const behind = (element: any): string => {
    for (let node = element; node; node = node.parentElement) {
      const color = getComputedStyle(node).backgroundColor;
      if ((parse(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const ratios = ([...document.querySelectorAll("main *")] as any[])
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""))
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => {
      const [low, high] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort(
        (a, b) => a - b,
      );
      return (high! + 0.05) / (low! + 0.05);
    });
  return Math.min(...ratios);
}
