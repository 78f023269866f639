import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCEPTED, BODY, runBoard } from "./running-board.js";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

let browser: Browser;
let board: Awaited<ReturnType<typeof runBoard>>;
beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  [browser, board] = await Promise.all([chromium.launch({ executablePath, args: FLAGS }), runBoard()]);
});
afterAll(async () => {
  await browser?.close();
  await board?.close();
});

test("a person sees the queue, opens its messages, and reads a key, but neither number nor body", async () => {
  const page = await browser.newPage();
  await page.goto(board.url);
  await page.getByText("Messages in review: failed jobs need your decision").first().waitFor();
  await page.goto(`${board.url}/queue/sendo-outbox?status=completed`);
  await page.getByText("table-1007").first().waitFor();
  const seen = await page.content();
  expect(seen).toContain("accepted");
  expect(seen).not.toContain(ACCEPTED.slice(2));
  expect(seen).not.toContain(BODY);
});
