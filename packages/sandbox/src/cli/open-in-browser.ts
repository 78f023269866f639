import { spawn } from "node:child_process";
import { environment } from "../internal/environment.js";

/** Opens an address in the user's browser. The caller also prints the address, because some systems have no browser. */
export function openInBrowser(url: string): void {
  const [file, ...args] = browserCommand(url, process.platform, environment());
  spawn(file, args, { stdio: "ignore", detached: true })
    .on("error", () => console.error("sendo-sandbox: No browser could be started. Open the address manually."))
    .unref();
}

/** Returns the program that opens an address, and its arguments. They are not run in a shell. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  { BROWSER }: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] {
  if (BROWSER !== undefined && BROWSER !== "") return [BROWSER, url]; // a dev container's `BROWSER` opens the user's browser
  if (platform === "darwin") return ["open", url];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler", url] : ["xdg-open", url];
}
