import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

// Set by `pnpm demo`: the URL of the sandbox's page with the guests' phones.
const phonesUrl = process.env["SANDBOX_PAGE_URL"];
const html = readFileSync(new URL("./page.html", import.meta.url), "utf8").replace("<!-- phones -->", () =>
  phonesUrl === undefined ? "" : phonesLink(phonesUrl),
);
const hashOf = (tag: "script" | "style"): string => {
  const content = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(html)?.[1] ?? "";
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
};

/**
 * Headers and HTML of the page. The policy allows only the scripts in the file, so a guest's name could not run as a
 * script even if the page did not escape it.
 */
export const page = {
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      `default-src 'none'; script-src ${hashOf("script")}; style-src ${hashOf("style")}; connect-src 'self'; ` +
      "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
  html,
} as const;

function phonesLink(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") throw new Error("SANDBOX_PAGE_URL must be an http:// URL.");
  return `<a href="${href.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" target="_blank" rel="noreferrer noopener">Guests' phones</a>`;
}
