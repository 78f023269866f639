import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/index.js";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** The system's Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A sandbox with its page open and live. */
export interface OpenPage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly page: Page;
  /** What the browser complained of: a script that threw, a refused resource, a broken policy. */
  readonly errors: string[];
  /** Goes to a screen by its address. */
  go(hash: string): Promise<void>;
}

/** Starts both; disposing ends both. */
export async function openPage(
  browser: Browser,
  options: SandboxOptions = {},
  look: BrowserContextOptions = {},
): Promise<OpenPage> {
  const sandbox = await startSandbox({ clock: "manual", ...options });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on("console", (line) => void (line.type() === "error" && errors.push(line.text())));
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(sandbox.pageUrl);
  await page.getByText("live", { exact: true }).waitFor();
  return {
    sandbox,
    page,
    errors,
    async go(hash) {
      await page.goto(`${sandbox.controlUrl}/${hash}`);
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await sandbox.close();
    },
  };
}
