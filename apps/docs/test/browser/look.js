/* global document, getComputedStyle */
// The built site in the system's Chromium: pnpm --dir apps/docs check:look. With LOOK=<folder> it also writes screenshots.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};
// The workspace has it already, for the tests of the sandbox's page.
const { chromium } = createRequire(new URL("../../../../packages/sandbox/package.json", import.meta.url))(
  "playwright-core",
);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

let browser;
let server;
let address;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
  server = createServer((request, response) => void serve(new URL(request.url, "http://site").pathname, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  address = `http://127.0.0.1:${server.address().port}`;
});
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

async function serve(path, response) {
  const file = path.endsWith("/") ? `${path}index.html` : extname(path) === "" ? `${path}.html` : path;
  try {
    const body = await readFile(join(DIST, decodeURIComponent(file)));
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

async function open(path, { width = 1280, height = 800, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(address + path, { waitUntil: "networkidle" });
  return { page, errors };
}

const PAGES = [
  "/guide/send-message",
  "/guide/errors",
  "/guide/nextjs",
  "/guide/prometheus",
  "/guide/receiving",
  "/packages/express",
  "/packages/nestjs",
];

test("at 1280 px, no code is cut", async () => {
  for (const path of PAGES) {
    const { page, errors } = await open(path);
    const cut = await page.$$eval(".vp-doc pre", (blocks) =>
      blocks.filter((block) => block.scrollWidth > block.clientWidth + 1).map((block) => block.innerText.slice(0, 200)),
    );
    assert.deepEqual([path, cut], [path, []]);
    assert.deepEqual(errors, []);
    await page.close();
  }
});

test("at 390 px, wide tables and code scroll, and the page does not", async () => {
  for (const path of ["/", ...PAGES]) {
    const { page } = await open(path, { width: 390, height: 844 });
    const { page: pageWidth, scrolls } = await page.evaluate(() => ({
      page: document.documentElement.scrollWidth,
      scrolls: [...document.querySelectorAll(".vp-doc table")].every(
        (table) => table.scrollWidth <= table.clientWidth + 1 || getComputedStyle(table).overflowX === "auto",
      ),
    }));
    assert.deepEqual([path, pageWidth, scrolls], [path, 390, true]);
    await page.close();
  }
});

test("the home page shows code without scrolling", async () => {
  const { page } = await open("/");
  const code = await page.locator(".first-code pre:visible").last().boundingBox();
  assert.ok(code.y < 500 && code.y + 150 < 800 && code.x + code.width <= 1280, JSON.stringify(code));
  await page.close();
});

test("a package manager and a language are chosen once for all pages", async () => {
  const { page, errors } = await open("/guide/prometheus");
  await page.locator('label[data-title="pnpm"]').first().click();
  await page.locator('label[data-title="JavaScript"]').first().click();
  assert.match(
    await page.locator(".vp-code-group .active:visible").first().innerText(),
    /pnpm add @sendo\/core prom-client/,
  );
  await page.goto(`${address}/guide/nextjs`, { waitUntil: "networkidle" });
  await page.locator(".vp-code-group .active", { hasText: "pnpm add @sendo/core" }).waitFor();
  await page.locator(".vp-code-group .active", { hasText: "// app/api/ready/route.js" }).waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

test("the search opens, and its first hit for docker is the guide", async () => {
  const { page } = await open("/guide/receiving");
  await page.keyboard.press("Control+k");
  await page.locator("#localsearch-input").fill("docker");
  const first = page.locator("#localsearch-list a").first();
  await first.waitFor();
  assert.match(await first.getAttribute("href"), /^\/guide\/docker/);
  await page.close();
});

if (process.env.LOOK !== undefined) {
  test("screenshots", async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1280, 390]) {
        for (const path of [
          "/",
          "/guide/send-message",
          "/guide/errors",
          "/guide/docker",
          "/guide/prometheus",
          "/reference/",
        ]) {
          const { page } = await open(path, { width, height: width === 390 ? 844 : 800, colorScheme });
          const name = `${path.replaceAll("/", "_")}-${colorScheme}-${width}.png`;
          await page.screenshot({ path: join(process.env.LOOK, name) });
          await page.close();
        }
      }
    }
  });
}
