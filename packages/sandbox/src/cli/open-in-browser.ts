import { spawn } from "node:child_process";
import { environment } from "../internal/environment.js";

/** Opens an address in the user's browser. The caller has printed it, for systems without one. */
export function openInBrowser(url: string): void {
  const [file, ...args] = browserCommand(url, process.platform, environment());
  spawn(file, args, { stdio: "ignore", detached: true })
    .on("error", () => console.error("sendo-sandbox: No browser could be started. Open the address yourself."))
    .unref();
}

/** The program that opens an address, and its arguments. No shell sees them. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform,
  { BROWSER }: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] {
  if (BROWSER !== undefined && BROWSER !== "") return [BROWSER, url]; // a devcontainer's leads to the user's machine
  if (platform === "darwin") return ["open", url];
  return platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler", url] : ["xdg-open", url];
}
