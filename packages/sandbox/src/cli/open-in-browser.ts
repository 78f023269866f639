import { spawn } from "node:child_process";
import { environment } from "../internal/environment.js";

/** Opens a URL in the user's browser. The caller also prints the URL, because some systems have no browser. */
export function openInBrowser(url: string): void {
  const [file, ...args] = browserCommand(url, process.platform, environment());
  spawn(file, args, { stdio: "ignore", detached: true })
    .on("error", () => console.error("sendo-sandbox: Could not open a browser. Open the URL manually."))
    .unref();
}

/** Returns the program that opens a URL, and the program's arguments. The program is not run in a shell. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  { BROWSER }: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] {
  // In a dev container, this program opens the user's browser.
  if (BROWSER !== undefined && BROWSER !== "") return [BROWSER, url];
  if (platform === "darwin") return ["open", url];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler", url] : ["xdg-open", url];
}
